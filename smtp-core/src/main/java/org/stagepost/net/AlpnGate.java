package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Refuses a TLS client that has come to speak something else, a browser above all, with the alert that RFC 7301 section 3.2 asks
 * for (hardening row C8). BoringSSL as Netty has it cannot: it would go on without a protocol. Stands before TLS in the
 * pipeline until the hello has come whole; a client that names no protocol is let in.
 */
final class AlpnGate extends ByteToMessageDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(AlpnGate.class);

    /** A record of TLS 1.2 with an alert: fatal, no_application_protocol (RFC 8446 section 6). */
    private static final byte[] ALERT = {21, 3, 3, 0, 2, 2, 120};

    private final Set<String> spoken;
    private boolean refused;

    AlpnGate(Set<String> spoken) {
        this.spoken = spoken;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (refused) {
            in.skipBytes(in.readableBytes());
            return;
        }
        Optional<List<String>> offered = ClientHello.protocols(in);
        if (offered.isEmpty()) return;
        if (offered.get().isEmpty() || !Collections.disjoint(offered.get(), spoken)) {
            ctx.pipeline().remove(this);
            return;
        }
        refused = true;
        in.skipBytes(in.readableBytes());
        LOG.debug("{} offers none of {}", ctx.channel().remoteAddress(), spoken);
        ctx.writeAndFlush(Unpooled.wrappedBuffer(ALERT)).addListener(ChannelFutureListener.CLOSE);
    }
}
