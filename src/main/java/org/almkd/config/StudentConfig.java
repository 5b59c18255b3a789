package org.almkd.config;

/**
 * The network that is taught ({@code student}).
 *
 * @param architecture family and sizes
 * @param initialisation initial weights
 */
public record StudentConfig(Architecture architecture, Initialisation initialisation) {}
