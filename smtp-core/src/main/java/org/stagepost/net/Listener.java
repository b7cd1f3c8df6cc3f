package org.stagepost.net;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes connections at one endpoint and gives each a dialogue on a virtual thread, within its limits. */
public final class Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private static final int MOST_CRADLES = 999;

    /** Places above the limit for connections from this machine. */
    private static final int RESERVED = 10;

    /** Of a hundred places: with more taken, strangers are hurried; with fewer than half, nobody speaks of it any more. */
    private static final int CROWDED = 80;

    private final Network network;
    private final Settings settings;
    private final Dialogue dialogue;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger total = new AtomicInteger();
    private final AtomicBoolean told = new AtomicBoolean();
    private final PerAddress perAddress = new PerAddress();
    private final AtomicLong sessions = new AtomicLong();
    private final CountDownLatch gone = new CountDownLatch(1);
    private volatile @Nullable Channel server;
    private volatile boolean begun;
    private volatile long deadline;

    /**
     * How a listener behaves.
     *
     * @param name for logs and threads: {@code submission}
     * @param implicitTls speaks TLS from the first octet when present
     * @param busy the line, with its CR LF, for a client above the limits; plain listeners only
     * @param proxies whose connections begin with a header of the PROXY protocol, before TLS too; nobody else's do
     */
    public record Settings(
            String name,
            Endpoint endpoint,
            Optional<Tls> implicitTls,
            Limits limits,
            String busy,
            List<AddressRange> proxies) {
        public Settings {
            proxies = List.copyOf(proxies);
        }

        public Settings(String name, Endpoint endpoint, Optional<Tls> implicitTls, Limits limits, String busy) {
            this(name, endpoint, implicitTls, limits, busy, List.of());
        }

        public Settings behind(List<AddressRange> others) {
            return new Settings(name, endpoint, implicitTls, limits, busy, others);
        }

        boolean isProxy(SocketAddress peer) {
            return peer instanceof InetSocketAddress inet
                    && proxies.stream().anyMatch(range -> range.contains(inet.getAddress()));
        }
    }

    public Listener(Network network, Settings settings, Dialogue dialogue) {
        this.network = network;
        this.settings = settings;
        this.dialogue = dialogue;
    }

    public void start() throws IOException {
        server = bound();
        begun = true;
        LOG.info("{} on {}", settings.name(), endpoint());
    }

    /** A process that still runs must not lose its socket to one that is about to fail. */
    private static boolean isAnswered(Path socket) {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            return channel.connect(UnixDomainSocketAddress.of(socket));
        } catch (IOException e) {
            return false;
        }
    }

    private Channel bound() throws IOException {
        try {
            return settings.endpoint() instanceof Endpoint.Unix unix
                    ? bound(unix.path().toAbsolutePath())
                    : network.bind(settings.endpoint(), new Accepted());
        } catch (IOException e) {
            throw new IOException(
                    settings.name() + " cannot listen on " + settings.endpoint() + ": " + e.getMessage(), e);
        }
    }

    /**
     * Who may connect to a socket is decided before anybody can: it is made in a folder of its own that only we may enter,
     * given its mode there, and then moved to its place. A socket that a process left behind goes; nothing else does.
     */
    private Channel bound(Path socket) throws IOException {
        Path folder = socket.getParent();
        if (folder == null) throw new IOException("no file");
        Files.createDirectories(folder, OWNERS_FOLDER);
        if (Files.exists(socket, LinkOption.NOFOLLOW_LINKS) && !isSocket(socket))
            throw new IOException("something that is no socket has this name");
        if (isAnswered(socket)) throw new IOException("another process listens there");
        Path cradle = cradle(folder);
        Path fresh = cradle.resolve("s");
        try {
            Channel channel = network.bind(new Endpoint.Unix(fresh), new Accepted());
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rw-------"));
            Files.move(fresh, socket, StandardCopyOption.ATOMIC_MOVE);
            return channel;
        } finally {
            Files.deleteIfExists(fresh);
            Files.deleteIfExists(cradle);
        }
    }

    /** A new folder with a short name: the path of a socket has no room for a long one. */
    private static Path cradle(Path folder) throws IOException {
        for (int number = 0; ; number++) {
            try {
                return Files.createDirectory(folder.resolve("." + number), OWNERS_FOLDER);
            } catch (FileAlreadyExistsException e) {
                if (number == MOST_CRADLES) throw e;
            }
        }
    }

    private static boolean isSocket(Path file) throws IOException {
        return Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    /** Where it listens, with the port that the system picked when 0 was asked for. */
    public Endpoint endpoint() {
        Channel channel = server;
        if (channel == null || !(settings.endpoint() instanceof Endpoint.Tcp tcp)) return settings.endpoint();
        return new Endpoint.Tcp(tcp.host(), ((InetSocketAddress) channel.localAddress()).getPort());
    }

    /**
     * Takes nothing new from now on, and lets sessions end at their next command, or with the transaction that they are in;
     * does not wait for them. The name of a Unix socket is free at once.
     *
     * @param grace how long they have, from now on
     */
    public void takeNoMore(Duration grace) throws IOException {
        Channel channel = server;
        if (channel == null) return;
        server = null;
        deadline = System.nanoTime() + grace.toNanos();
        channel.close().awaitUninterruptibly();
        if (settings.endpoint() instanceof Endpoint.Unix unix) Files.deleteIfExists(unix.path());
        open.forEach(Connection::shutDown);
        leaveWhenEmpty();
    }

    /** Takes nothing new; after the grace all sessions hear that we stop, and who is left then is cut off. */
    public void stop(Duration grace) throws InterruptedException, IOException {
        stop(List.of(this), grace);
    }

    /** The same of several, which have one grace together. */
    public static void stop(Collection<Listener> listeners, Duration grace) throws InterruptedException, IOException {
        for (Listener each : listeners) each.takeNoMore(grace);
        for (Listener each : listeners) if (!each.isEmptyBy(each.deadline)) each.open.forEach(Connection::shutDownNow);
        long last = System.nanoTime() + LAST_WORDS.toNanos();
        for (Listener each : listeners) if (!each.isEmptyBy(last)) each.open.forEach(Connection::close);
    }

    private boolean isEmptyBy(long moment) throws InterruptedException {
        return !begun || gone.await(moment - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    private void leaveWhenEmpty() {
        if (server == null && total.get() == 0) gone.countDown();
    }

    /** Sets up an accepted channel; runs on the event loop, so it decides and leaves. */
    private final class Accepted extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            if (total.incrementAndGet() > places(channel.remoteAddress())) {
                total.decrementAndGet();
                refuse(channel);
            } else if (settings.isProxy(channel.remoteAddress())) awaitHeader(channel);
            else begin(channel, channel.remoteAddress());
        }

        /** While strangers hold every place, whoever sits at this machine still gets in. */
        private int places(SocketAddress peer) {
            boolean here = !(peer instanceof InetSocketAddress inet)
                    || inet.getAddress().isLoopbackAddress();
            return settings.limits().connections() + (here ? RESERVED : 0);
        }

        private void awaitHeader(Channel channel) {
            AtomicBoolean begun = new AtomicBoolean();
            channel.closeFuture().addListener(closed -> {
                if (!begun.get()) leftTotal();
            });
            channel.pipeline().addLast(new ProxyGate(client -> {
                begun.set(true);
                if (total.get() > places(client)) {
                    leftTotal();
                    refuse(channel);
                } else begin(channel, client);
            }));
        }

        /** The client is known: its session begins, if it has not too many. */
        private void begin(Channel channel, SocketAddress client) {
            Optional<PerAddress.Place> place =
                    total.get() > places(client) ? Optional.empty() : perAddress.enter(client, settings.limits());
            if (place.isEmpty()) {
                leftTotal();
                refuse(channel);
                return;
            }
            Inbox inbox = new Inbox();
            SslHandler tls =
                    settings.implicitTls().map(t -> t.handler(channel, false)).orElse(null);
            settings.implicitTls().flatMap(Tls::gate).ifPresent(channel.pipeline()::addLast);
            if (tls != null) channel.pipeline().addLast(tls);
            channel.pipeline().addLast(inbox);
            network.register(inbox, channel);
            Connection connection =
                    new Connection(channel, inbox, settings.limits().idle(), Listener.this::isCrowded);
            if (isCrowded() && told.compareAndSet(false, true))
                LOG.warn("{}: {} connections, strangers are hurried", settings.name(), total.get());
            Thread.ofVirtual()
                    .name(settings.name() + "-" + sessions.incrementAndGet())
                    .start(() -> run(connection, tls, place.get()));
        }
    }

    private void refuse(Channel channel) {
        if (settings.implicitTls().isPresent()) channel.close();
        else
            channel.writeAndFlush(ByteBufUtil.writeAscii(channel.alloc(), settings.busy()))
                    .addListener(ChannelFutureListener.CLOSE);
    }

    private void run(Connection connection, @Nullable SslHandler tls, PerAddress.Place place) {
        open.add(connection);
        try (connection) {
            if (tls == null || protect(connection, tls)) converse(connection);
        } finally {
            connection.afterClose(() -> left(connection, place));
        }
    }

    private void converse(Connection connection) {
        try {
            dialogue.converse(connection);
        } catch (EndedException e) {
            if (e.why() == EndedException.Why.INTERRUPTED) failed(connection, e);
            else LOG.debug("{}: {}", settings.name(), e.getMessage());
        } catch (IOException | RuntimeException | Error e) {
            failed(connection, e);
        }
    }

    /** A peer is the end of a dialogue, whatever it does; anything else is a fault of ours (row C20). */
    private void failed(Connection connection, Throwable fault) {
        String who = connection.remoteAddress().getHostAddress();
        LOG.error("{}: the session with {} failed", settings.name(), who, fault);
        network.fault();
    }

    /** Whether TLS is on; a client that speaks something else, or no TLS that is borne here, leaves one line in the log (row C7). */
    private boolean protect(Connection connection, SslHandler tls) {
        try {
            connection.handshake(tls);
            return true;
        } catch (IOException e) {
            String who = connection.remoteAddress().getHostAddress();
            LOG.info("{}: no TLS with {}: {}", settings.name(), who, TlsTrouble.reason(e));
            return false;
        }
    }

    /** A place is free again once the last words are out; until then the network must not stop either. */
    private void left(Connection connection, PerAddress.Place place) {
        open.remove(connection);
        perAddress.leave(place);
        leftTotal();
    }

    /** Who waits at a Unix socket is no stranger. */
    private boolean isCrowded() {
        boolean foreign = settings.endpoint() instanceof Endpoint.Tcp;
        return foreign
                && 100L * total.get() > (long) CROWDED * settings.limits().connections();
    }

    private void leftTotal() {
        int left = total.decrementAndGet();
        if (2L * left < settings.limits().connections() && told.compareAndSet(true, false))
            LOG.info("{}: {} connections, nobody is hurried", settings.name(), left);
        leaveWhenEmpty();
    }
}
