package org.almkd.config;

/**
 * Place of the shared store ({@code store}).
 *
 * @param dir folder of networks, soft labels and prepared data, or empty: see {@link
 *     RunConfig#storeDir()}
 */
public record StoreConfig(String dir) {}
