package org.almkd;

import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.concurrent.atomic.AtomicBoolean;

/** What an attacker would like to be made: it tells when somebody did. */
public final class Gadget implements Serializable {
  static final AtomicBoolean MADE = new AtomicBoolean();
  private static final long serialVersionUID = 1L;

  /** As a class that a file names is made. */
  public Gadget() {
    MADE.set(true);
  }

  private Gadget(String unused) {
    assert unused.isEmpty();
  }

  /** One to be written, of which nothing is told. */
  static Gadget quiet() {
    return new Gadget("");
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    MADE.set(true);
  }
}
