package org.almkd.doctor;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * What was found in one JVM.
 *
 * @param where driver, or executor and its number
 * @param javaFeature Java's feature release, such as 17
 * @param javaVersion Java's version and maker
 * @param closedPackages packages that Spark needs and that this JVM keeps closed, as {@code
 *     java.base/sun.nio.ch}
 * @param heapBytes most bytes of heap
 * @param nativeBytes most bytes that JavaCPP lets native arrays have; {@link Long#MAX_VALUE}: no
 *     limit
 * @param physicalBytes size of the process at which JavaCPP refuses native arrays; 0: it does not
 *     look
 * @param limitBytes memory of the container, or where there is none of the machine
 * @param cores processors of this JVM
 * @param cpuFlags what the processor can do, as the kernel names it
 * @param environment variables that decide how native libraries work
 * @param natives what they say
 */
public record JvmFacts(
    String where,
    int javaFeature,
    String javaVersion,
    List<String> closedPackages,
    long heapBytes,
    long nativeBytes,
    long physicalBytes,
    long limitBytes,
    int cores,
    List<String> cpuFlags,
    Map<String, String> environment,
    NativeFacts natives)
    implements Serializable {}
