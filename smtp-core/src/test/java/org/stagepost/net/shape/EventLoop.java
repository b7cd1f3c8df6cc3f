package org.stagepost.net.shape;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The other shape, at its barest: a handler on the event loop that knows a handful of commands and checks nothing. */
final class EventLoop extends ChannelInboundHandlerAdapter {
    private static final byte[] OK = octets("250 2.0.0 ok\r\n");
    private static final byte[] GO_AHEAD = octets("354 end the message with a line of one dot\r\n");
    private static final byte[] QUEUED = octets("250 2.0.0 queued as 01KAB3AAAAAAAAAA\r\n");

    private final ExecutorService pool;
    private final Appends appends;
    private ByteBuf held;
    private boolean inBody;

    private EventLoop(ExecutorService pool, Appends appends) {
        this.pool = pool;
        this.appends = appends;
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** @return the port */
    static int start(Appends appends) throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        ExecutorService pool = Executors.newFixedThreadPool(16);
        Channel server = new ServerBootstrap()
                .group(new MultiThreadIoEventLoopGroup(
                        Math.max(2, Runtime.getRuntime().availableProcessors()),
                        epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()))
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline().addLast(new EventLoop(pool, appends));
                    }
                })
                .bind(ShapeServer.anyPort())
                .sync()
                .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        held = context.alloc().buffer(1024);
        say(context, octets("220 mx.example.org ESMTP\r\n"));
        context.flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object octets) {
        ByteBuf in = (ByteBuf) octets;
        held.writeBytes(in);
        in.release();
        for (int length = held.bytesBefore((byte) '\n'); length >= 0; length = held.bytesBefore((byte) '\n')) {
            line(context, held.toString(held.readerIndex(), length + 1, StandardCharsets.ISO_8859_1));
            held.skipBytes(length + 1);
        }
        held.discardReadBytes();
    }

    private void line(ChannelHandlerContext context, String line) {
        if (inBody) {
            if (line.equals(".\r\n")) end(context);
        } else if (line.startsWith("DATA")) {
            inBody = true;
            say(context, GO_AHEAD);
        } else say(context, OK);
    }

    private void end(ChannelHandlerContext context) {
        inBody = false;
        pool.execute(() -> {
            try {
                appends.force();
                context.executor().execute(() -> {
                    say(context, QUEUED);
                    context.flush();
                });
            } catch (IOException e) {
                context.close();
            }
        });
    }

    private static void say(ChannelHandlerContext context, byte[] reply) {
        context.write(context.alloc().buffer(reply.length).writeBytes(reply), context.voidPromise());
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        context.flush();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        held.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
