// SPDX-License-Identifier: Apache-2.0
package dev.weir.maven;

import javax.inject.Inject;
import org.apache.maven.plugin.MojoExecutionException;
import org.apache.maven.plugin.MojoFailureException;
import org.apache.maven.plugins.annotations.LifecyclePhase;
import org.apache.maven.plugins.annotations.Mojo;
import org.apache.maven.plugins.annotations.Parameter;
import org.apache.maven.plugins.annotations.ResolutionScope;
import org.apache.maven.toolchain.ToolchainManager;
import org.codehaus.plexus.build.BuildContext;

/**
 * Compiles eBPF programs to object files below META-INF/weir of the module's jar, with a manifest:
 * sources of Weir's own language, and Java classes marked @Bpf after javac has compiled them. Only
 * what changed since the last build is compiled.
 */
@Mojo(
    name = "compile",
    defaultPhase = LifecyclePhase.PROCESS_CLASSES,
    requiresDependencyResolution = ResolutionScope.COMPILE,
    threadSafe = true)
public final class CompileMojo extends SourceMojo {
  /** Whether to compile nothing. */
  @Parameter(property = "weir.compile.skip", defaultValue = "false")
  private boolean skip;

  @Inject
  CompileMojo(ToolchainManager toolchains, BuildContext context) {
    super(toolchains, context);
  }

  @Override
  public void execute() throws MojoExecutionException, MojoFailureException {
    if (!skipped(skip)) {
      compileSources(true);
    }
  }
}
