// SPDX-License-Identifier: Apache-2.0
package it;

import it.net.MailGuard;

/// Compiles against generated classes.
final class Use {
  private Use() {}

  static int load() {
    try (Guard guard = Guard.load();
        MailGuard mail = MailGuard.load()) {
      return guard.bind4().hashCode() + mail.connect4().hashCode();
    }
  }
}
