// SPDX-License-Identifier: Apache-2.0
package it;

import dev.weir.loader.LoadOptions;
import it.net.MailGuard;

/// Compiles against generated classes.
final class Use {
  private Use() {}

  static int load() {
    try (Guard guard = Guard.load(LoadOptions.defaults());
        MailGuard mail = MailGuard.load(LoadOptions.defaults())) {
      return guard.bind4().hashCode() + mail.connect4().hashCode();
    }
  }
}
