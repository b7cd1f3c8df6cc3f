package org.stagepost.sasl;

import java.util.function.Supplier;

/**
 * What ties an exchange to the TLS session around it, so that nobody in the middle can pass it on (RFC 5056).
 *
 * @param type {@code tls-server-end-point} (RFC 5929 section 4); {@code tls-exporter} (RFC 9266) where the running TLS
 *     offers exporters
 * @param data asked for when a client uses it
 */
public record ChannelBinding(String type, Supplier<byte[]> data) {
    public static final String END_POINT = "tls-server-end-point";
    public static final String EXPORTER = "tls-exporter";
}
