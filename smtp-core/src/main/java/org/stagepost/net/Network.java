package org.stagepost.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The event loops that all listeners and clients of a process share, and the sweep that ends their waits. */
public final class Network implements Closeable {
    private static final int LOOPS = Math.max(2, Runtime.getRuntime().availableProcessors());
    private static final int CONNECT_SECONDS = 30;
    private static final long SWEEP_MILLIS = 250;
    private static final int SWEEPS_PER_ASKING = 60;

    /** After so long every session is asked whether it may last; one that takes no notice is cut off the next time. */
    static final Duration ASKED_EVERY = Duration.ofMillis(SWEEP_MILLIS * SWEEPS_PER_ASKING);

    private final boolean epoll = Epoll.isAvailable();
    private final EventLoopGroup loops;
    private final Set<Inbox> inboxes = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final List<AddressRange> proxies;
    private final Faults faults = new Faults();
    private int sweeps;

    public Network() {
        this(List.of());
    }

    /** @param proxies who has to say for whom it speaks, at the listeners that are {@linkplain Listener.Settings#behind behind} them */
    public Network(List<AddressRange> proxies) {
        this.proxies = List.copyOf(proxies);
        IoHandlerFactory factory = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        loops = new MultiThreadIoEventLoopGroup(
                LOOPS, Thread.ofPlatform().name("net-", 0).daemon().factory(), factory);
        loops.next().scheduleAtFixedRate(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    public List<AddressRange> proxies() {
        return proxies;
    }

    /** How many sessions have ended by a fault of ours, as long as no day has passed without one. */
    public int faults() {
        return faults.lately();
    }

    void fault() {
        faults.one();
    }

    private void sweep() {
        long now = System.nanoTime();
        for (Inbox inbox : inboxes) inbox.expire(now);
        if (++sweeps % SWEEPS_PER_ASKING == 0 && asking.compareAndSet(false, true))
            Thread.ofVirtual().name("conditions").start(this::askConditions);
    }

    /** Off the event loop, since an answer may come from a file. */
    void askConditions() {
        try {
            inboxes.forEach(Inbox::askCondition);
        } finally {
            asking.set(false);
        }
    }

    /**
     * Connects within 30 seconds, in plain text.
     *
     * @param from the local address to speak from, when it matters
     * @param idle the connection's first {@link Connection#timeout}
     */
    public Connection connect(Endpoint to, Optional<InetAddress> from, Duration idle) throws IOException {
        Inbox inbox = new Inbox();
        Bootstrap bootstrap = new Bootstrap()
                .group(loops)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_SECONDS * 1000)
                .handler(inbox);
        ChannelFuture connecting = switch (to) {
            case Endpoint.Unix unix ->
                bootstrap
                        .channel(epoll ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class)
                        .connect(address(unix));
            case Endpoint.Tcp tcp ->
                tcp(bootstrap).connect(tcp.address(), from.map(Network::anyPort).orElse(null));
        };
        register(inbox, connecting.channel());
        return new Connection(await(connecting, CONNECT_SECONDS + 5), inbox, idle);
    }

    private Bootstrap tcp(Bootstrap bootstrap) {
        return bootstrap
                .option(ChannelOption.TCP_NODELAY, true)
                .channel(epoll ? EpollSocketChannel.class : NioSocketChannel.class);
    }

    private static InetSocketAddress anyPort(InetAddress address) {
        return new InetSocketAddress(address, 0);
    }

    Channel bind(Endpoint at, ChannelInitializer<Channel> accepted) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .option(ChannelOption.SO_BACKLOG, 1024)
                .childOption(ChannelOption.AUTO_READ, false)
                .childHandler(accepted);
        return switch (at) {
            case Endpoint.Unix unix -> await(bootstrap.channel(unixServer()).bind(address(unix)), CONNECT_SECONDS);
            case Endpoint.Tcp tcp -> {
                bootstrap.option(ChannelOption.SO_REUSEADDR, true).childOption(ChannelOption.TCP_NODELAY, true);
                Class<? extends ServerChannel> kind =
                        epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
                yield await(bootstrap.channel(kind).bind(tcp.address()), CONNECT_SECONDS);
            }
        };
    }

    private Class<? extends ServerChannel> unixServer() {
        return epoll ? EpollServerDomainSocketChannel.class : NioServerDomainSocketChannel.class;
    }

    private SocketAddress address(Endpoint.Unix unix) {
        return epoll ? new DomainSocketAddress(unix.path().toFile()) : UnixDomainSocketAddress.of(unix.path());
    }

    /** Keeps the inbox in the sweep as long as its channel is open. */
    void register(Inbox inbox, Channel channel) {
        inboxes.add(inbox);
        channel.closeFuture().addListener(closed -> inboxes.remove(inbox));
    }

    private static Channel await(ChannelFuture future, int seconds) throws IOException {
        try {
            return Events.await(Events.of(future, future.channel()), TimeUnit.SECONDS.toNanos(seconds));
        } catch (EndedException e) {
            future.channel().close();
            throw e;
        }
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
    }
}
