package dev.xenolith.dom0.device;

import dev.xenolith.abi.layout.GuestBytes;
import dev.xenolith.abi.num.DomId;
import dev.xenolith.abi.num.Mfn;
import dev.xenolith.dom0.kernel.Dom0Kernel;
import dev.xenolith.dom0.kernel.HypercallFailedException;
import dev.xenolith.dom0.kernel.Windows;
import dev.xenolith.pv.ForeignMemory;
import dev.xenolith.pv.GrantedPages;
import dev.xenolith.pv.ServiceException;

/** Memory of other domains as domain 0's kernel maps it. */
public final class ForeignFrames implements ForeignMemory {
  private final Dom0Kernel kernel;

  /** That kernel. */
  public ForeignFrames(Dom0Kernel kernel) {
    this.kernel = kernel;
  }

  private static ServiceException refused(DomId owner, HypercallFailedException e) {
    return new ServiceException("mapping frames of %s: %s".formatted(owner, e.getMessage()), e);
  }

  private record Mapped(Windows.Window window) implements GrantedPages.Mapping {
    @Override
    public GuestBytes bytes() {
      return window.bytes();
    }

    @Override
    public void close() {
      window.close();
    }
  }

  @Override
  public GrantedPages.Mapping map(DomId owner, Mfn frame) throws ServiceException {
    try {
      return new Mapped(kernel.windows().map(owner, frame));
    } catch (HypercallFailedException e) {
      throw refused(owner, e);
    }
  }

  @Override
  public void copyFrom(DomId owner, long[] framesRaw, long offset, byte[] to, int at, int length)
      throws ServiceException {
    int first = (int) (offset >> Mfn.PAGE_SHIFT);
    int count = (int) (offset + length - 1 >> Mfn.PAGE_SHIFT) - first + 1;
    try (Windows.Window window = kernel.windows().mapReadOnly(owner, framesRaw, first, count)) {
      window.bytes().get(offset & Mfn.PAGE_SIZE - 1, to, at, length);
    } catch (HypercallFailedException e) {
      throw refused(owner, e);
    }
  }
}
