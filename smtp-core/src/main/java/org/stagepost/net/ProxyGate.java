package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.stagepost.mail.SyntaxException;

/**
 * The first octets of a connection from a trusted proxy: they have to be a {@link ProxyHeader}, or the connection is closed.
 * Stands in the pipeline until it has come, and then lets the session begin with what is behind it.
 */
final class ProxyGate extends ChannelInboundHandlerAdapter {
    /** Whom a connection comes from, where it is not who made it. */
    static final AttributeKey<InetSocketAddress> SOURCE = AttributeKey.valueOf(ProxyGate.class, "source");

    private static final Logger LOG = LoggerFactory.getLogger(ProxyGate.class);
    private static final int PATIENCE_SECONDS = 10;

    private final Consumer<SocketAddress> begin;
    private @Nullable ByteBuf sofar;
    private @Nullable Future<?> deadline;

    /** @param begin is told the client, and puts into the pipeline what comes next */
    ProxyGate(Consumer<SocketAddress> begin) {
        this.begin = begin;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        sofar = ctx.alloc().buffer();
        deadline = ctx.executor().schedule(() -> ctx.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        Future<?> waiting = deadline;
        if (waiting != null) waiting.cancel(false);
        ByteBuf rest = sofar;
        sofar = null;
        if (rest != null) rest.release();
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object octets) {
        ByteBuf buffer = sofar;
        if (buffer != null && octets instanceof ByteBuf more) buffer.writeBytes(more);
        ReferenceCountUtil.release(octets);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        ByteBuf buffer = sofar;
        if (buffer == null) return;
        try {
            Optional<ProxyHeader> header = ProxyHeader.in(buffer);
            if (header.isEmpty()) ctx.read();
            else pass(ctx, buffer.skipBytes(header.get().octets()), header.get());
        } catch (SyntaxException e) {
            LOG.warn("{} is a proxy and sends {}", ctx.channel().remoteAddress(), e.getMessage());
            ctx.close();
        }
    }

    private void pass(ChannelHandlerContext ctx, ByteBuf rest, ProxyHeader header) {
        header.source().ifPresent(ctx.channel().attr(SOURCE)::set);
        ByteBuf passed = rest.readRetainedSlice(rest.readableBytes());
        sofar = null;
        rest.release();
        begin.accept(header.source().map(SocketAddress.class::cast).orElseGet(ctx.channel()::remoteAddress));
        ctx.fireChannelActive();
        ctx.fireChannelRead(passed);
        ctx.fireChannelReadComplete();
        ctx.pipeline().remove(this);
    }
}
