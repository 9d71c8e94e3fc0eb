package dev.xenolith.pv.screen;

/** Whoever looks at one domain's screen and types. Called on the kernel's vCPU. */
public interface Viewer {
  /** There is a picture from now on, or another one. */
  void shows(Picture picture);

  /** Part of the picture has changed. */
  void changed(Area area);

  /** There is no picture any more. */
  void goesDark();

  /** Keys and the pointer reach the domain from now on. */
  void listens(Input input);

  /** They do not any more. */
  void stopsListening();
}
