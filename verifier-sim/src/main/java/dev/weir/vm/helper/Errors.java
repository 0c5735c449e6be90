// SPDX-License-Identifier: Apache-2.0
package dev.weir.vm.helper;

import dev.weir.bytecode.kernel.Errno;

/// Results of failed calls.
final class Errors {
  static final long EPERM = -Errno.EPERM.number();
  static final long ENOENT = -Errno.ENOENT.number();
  static final long EINVAL = -Errno.EINVAL.number();
  static final long EFAULT = -Errno.EFAULT.number();
  static final long EAGAIN = -Errno.EAGAIN.number();
  static final long ENOMEM = -Errno.ENOMEM.number();
  static final long ENODEV = -Errno.ENODEV.number();
  static final long E2BIG = -Errno.E2BIG.number();
  static final long EBUSY = -Errno.EBUSY.number();
  static final long EEXIST = -Errno.EEXIST.number();
  static final long ENOSPC = -Errno.ENOSPC.number();
  static final long EACCES = -Errno.EACCES.number();
  static final long ERANGE = -Errno.ERANGE.number();
  static final long EAFNOSUPPORT = -Errno.EAFNOSUPPORT.number();
  static final long EOPNOTSUPP = -Errno.EOPNOTSUPP.number();
  static final long EALREADY = -Errno.EALREADY.number();
  static final long EPROTO = -Errno.EPROTO.number();
  static final long EBADMSG = -Errno.EBADMSG.number();
  static final long EPROTONOSUPPORT = -Errno.EPROTONOSUPPORT.number();
  static final long ETIME = -Errno.ETIME.number();
  static final long ENONET = -Errno.ENONET.number();
  static final long ENOMSG = -Errno.ENOMSG.number();

  /// Known to the kernel alone.
  static final long ENOTSUPP = -524;

  private Errors() {}
}
