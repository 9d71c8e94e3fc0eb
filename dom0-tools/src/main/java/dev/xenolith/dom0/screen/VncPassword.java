package dev.xenolith.dom0.screen;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** VNC's way to ask for a password (RFC 6143, 7.2.2), which is as weak as it is common. */
final class VncPassword {
  static final int CHALLENGE_BYTES = 16;

  private static final int KEY_BYTES = 8;

  private final byte[] key = new byte[KEY_BYTES];
  private final byte[] challenge = new byte[CHALLENGE_BYTES];

  VncPassword(String password) {
    byte[] bytes = password.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < Math.min(KEY_BYTES, bytes.length); i++) {
      key[i] = (byte) (Integer.reverse(bytes[i]) >>> 24);
    }
    new SecureRandom().nextBytes(challenge);
  }

  /** What is to be encrypted. */
  byte[] challenge() {
    return challenge.clone();
  }

  /** Whether this is the challenge encrypted with the password. */
  boolean isRight(byte[] response) {
    return MessageDigest.isEqual(encrypted(), response);
  }

  byte[] encrypted() {
    try {
      Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
      des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
      return Arrays.copyOf(des.doFinal(challenge), CHALLENGE_BYTES);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no DES", e);
    }
  }
}
