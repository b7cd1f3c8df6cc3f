package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.ssl.SslHandler;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.stagepost.mail.SyntaxException;

/**
 * One connection as its session sees it: lines and octets in, octets out, everything blocking and bounded. Belongs to one
 * thread; only {@link #wake}, {@link #shutDown}, {@link #shutDownNow} and {@link #close} may be called from others. Every buffer of Netty that
 * arrives is released here.
 */
public final class Connection implements Closeable {
    /** The longest line that is skipped to its end; a longer one ends the dialogue. */
    private static final int FLOOD = 64 * 1024;

    /** How much output is gathered before it goes out although more is coming. */
    private static final int GATHER = 32 * 1024;

    /** The slowest body or literal that is borne once the idle time is used up: 500 octets a second. */
    private static final long NANOS_PER_OCTET = 2_000_000;

    /** The longest that a stranger may take for a line while hardly a place is left (row C5). */
    private static final long HURRY_NANOS = 10_000_000_000L;

    /** How long the last words may take to get out. */
    private static final long LINGER_NANOS = 10_000_000_000L;

    private final Channel channel;
    private final Inbox inbox;
    private final BooleanSupplier crowded;
    private boolean known;
    private long idleNanos;
    private @Nullable ByteBuf in;
    private @Nullable ByteBuf out;
    private final LineCheck lines = new LineCheck();
    private @Nullable TlsSession tls;

    Connection(Channel channel, Inbox inbox, Duration idle) {
        this(channel, inbox, idle, () -> false);
    }

    /** @param crowded whether the listener has hardly a place left */
    Connection(Channel channel, Inbox inbox, Duration idle, BooleanSupplier crowded) {
        this.crowded = crowded;
        this.channel = channel;
        this.inbox = inbox;
        this.idleNanos = idle.toNanos();
    }

    /** How long the peer may take for a whole line, for the next octets of a body, or to read what it asked for. */
    public void timeout(Duration idle) {
        idleNanos = idle.toNanos();
    }

    /** What {@link #timeout(Duration)} has set, or the listener. */
    public Duration timeout() {
        return Duration.ofNanos(idleNanos);
    }

    /** The peer is no stranger any more: whatever happens, it is not hurried. */
    public void becomeKnown() {
        known = true;
    }

    /** Whether the peer is a stranger while hardly a place is left: it had better come to the point, and make no mistake. */
    public boolean isHurried() {
        return !known && crowded.getAsBoolean();
    }

    long lineNanos() {
        return isHurried() ? Math.min(idleNanos, HURRY_NANOS) : idleNanos;
    }

    /**
     * The next line without its CR LF, one character an octet (ISO 8859-1).
     *
     * @throws SyntaxException for a line longer than {@code max}, or with NUL, a bare CR or a bare LF; it is consumed, and
     *     the session may go on
     * @throws EndedException when the dialogue is over
     */
    public String line(int max) throws IOException, SyntaxException {
        long deadline = System.nanoTime() + lineNanos();
        StringBuilder parts = null;
        while (true) {
            ByteBuf buffer = input(deadline, EndedException.Why.IDLE);
            if (parts == null) lines.begins(buffer.getByte(buffer.readerIndex()));
            int length = buffer.bytesBefore((byte) '\n');
            if (parts == null && length > 0 && buffer.getByte(buffer.readerIndex() + length - 1) == '\r') {
                String line = text(buffer, length - 1);
                buffer.skipBytes(2);
                return LineCheck.checked(line, max);
            }
            String part = text(buffer, length < 0 ? buffer.readableBytes() : length + 1);
            if (parts == null) parts = new StringBuilder();
            parts.append(part);
            if (parts.length() > FLOOD) throw new EndedException(EndedException.Why.FLOOD);
            if (length >= 0) return LineCheck.checked(LineCheck.withoutEnd(parts), max);
        }
    }

    private static String text(ByteBuf buffer, int length) {
        String text = buffer.toString(buffer.readerIndex(), length, StandardCharsets.ISO_8859_1);
        buffer.skipBytes(length);
        return text;
    }

    /** A stream of exactly that many octets; what is left when it is closed is read and dropped. */
    public InputStream octets(long count) {
        return new OctetStream(this, count, System.nanoTime(), 0);
    }

    /** The body of DATA up to CR LF . CR LF, without the dots that transparency added (RFC 5321 4.5.2). */
    public DotBody body() {
        return new DotBody(this);
    }

    /** The octets of BDAT, chunk by chunk (RFC 3030 section 2). */
    public Chunks chunks() {
        return new Chunks(this);
    }

    /** What waits here already has to have come in time too. */
    void keepPace(long start, long sofar) throws EndedException {
        if (start + idleNanos + sofar * NANOS_PER_OCTET - System.nanoTime() < 0)
            throw new EndedException(EndedException.Why.IDLE);
    }

    /** Octets for a stream that began at {@code start} and has had {@code sofar}; the buffer stays ours. */
    ByteBuf more(long start, long sofar) throws IOException {
        return input(start + idleNanos + sofar * NANOS_PER_OCTET, EndedException.Why.IDLE);
    }

    private ByteBuf input(long deadline, EndedException.Why late) throws IOException {
        ByteBuf buffer = in;
        if (buffer != null && buffer.isReadable()) return buffer;
        if (buffer != null) buffer.release();
        in = null;
        if (inbox.isEmpty()) flushNow();
        in = inbox.take(deadline, late);
        return in;
    }

    /** Whether octets of the peer are here already: pipelined commands, or talk where it should wait. */
    public boolean inputBuffered() {
        ByteBuf buffer = in;
        return buffer != null && buffer.isReadable() || !inbox.isEmpty();
    }

    /** Waits for input; false when the time is over or somebody called {@link #wake}. */
    public boolean awaitInput(Duration atMost) throws IOException {
        flushNow();
        return inputBuffered() || inbox.awaitInput(System.nanoTime() + atMost.toNanos());
    }

    /** From any thread: lets {@link #awaitInput} return. */
    public void wake() {
        inbox.wake();
    }

    /** From any thread: lets a session that waits for its peer end, with {@link EndedException.Why#SHUTDOWN}, unless it works. */
    public void shutDown() {
        inbox.shutDown();
    }

    /** From any thread: the same also for a session that is in the middle of something. */
    public void shutDownNow() {
        inbox.shutDownNow();
    }

    /** From here on the session is in the middle of something, which a stop lets it finish in the time that is given. */
    public void beginWork() {
        inbox.working(true);
    }

    /** It is not any more. */
    public void endWork() {
        inbox.working(false);
    }

    /**
     * Ends the session within a minute after the condition no longer holds: with {@link EndedException.Why#REVOKED} where
     * it waits for its peer, else by cutting it off.
     *
     * @param holds asked about four times a minute on a thread that may read files; holds on to little
     */
    public void onlyWhile(BooleanSupplier holds) {
        inbox.onlyWhile(holds);
    }

    /** Writes text of the protocol: one octet a character, so ASCII, or octets carried as ISO 8859-1. */
    @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int) is exactly this narrowing, without a detour
    public void write(String text) throws IOException {
        byte[] octets = new byte[text.length()];
        text.getBytes(0, octets.length, octets, 0);
        write(octets, 0, octets.length);
    }

    public void write(byte[] octets) throws IOException {
        write(octets, 0, octets.length);
    }

    /** Gathers output; sends it on when there is much of it, waiting while the peer does not read. */
    public void write(byte[] octets, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        while (left > 0) {
            ByteBuf buffer = out;
            if (buffer == null) buffer = out = channel.alloc().buffer(Math.min(Math.max(left, 256), GATHER), GATHER);
            int some = Math.min(left, GATHER - buffer.writerIndex());
            buffer.writeBytes(octets, from, some);
            from += some;
            left -= some;
            if (buffer.writerIndex() == GATHER) flushNow();
        }
    }

    /** {@link #write} as a stream; closing it does nothing. */
    public OutputStream out() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                Connection.this.write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] octets, int offset, int length) throws IOException {
                Connection.this.write(octets, offset, length);
            }
        };
    }

    /** A stream that adds the dots of transparency; closing it writes the final CR LF . CR LF (RFC 5321 4.5.2, RFC 1939 3). */
    public OutputStream dotStuffed() {
        return new DotStuffing(out());
    }

    /** Sends what was written, unless more input is waiting: then one packet carries several replies (RFC 2920). */
    public void flush() throws IOException {
        if (!inputBuffered()) flushNow();
    }

    public void flushNow() throws IOException {
        ByteBuf buffer = out;
        if (buffer == null) return;
        out = null;
        if (!channel.isWritable()) awaitWritable(buffer);
        channel.writeAndFlush(buffer, channel.voidPromise());
    }

    private void awaitWritable(ByteBuf buffer) throws IOException {
        try {
            inbox.awaitWritable(System.nanoTime() + idleNanos);
        } catch (EndedException e) {
            buffer.release();
            throw e;
        }
    }

    /**
     * Upgrades as server: says the go-ahead in plain text and speaks TLS from then on. The check for injected octets, the
     * go-ahead and the change happen at one moment on the event loop, so no plain octet is ever taken for a command.
     *
     * @throws IOException when plain input is waiting already (RFC 3207 section 5, injection), or the handshake fails
     */
    public void startTls(Tls tls, String goAhead) throws IOException {
        flushNow();
        ByteBuf text = ByteBufUtil.writeAscii(channel.alloc(), goAhead);
        SslHandler handler = tls.handler(channel, true);
        Events.await(
                onEventLoop(() -> {
                    if (inputBuffered()) {
                        text.release();
                        throw new IOException("plain text was sent ahead of TLS");
                    }
                    channel.pipeline().addFirst(handler);
                    tls.gate().ifPresent(channel.pipeline()::addFirst);
                    channel.writeAndFlush(text, channel.voidPromise());
                }),
                idleNanos);
        handshake(handler);
    }

    /**
     * Upgrades as client after the server's go-ahead has been read; {@code serverName} is for SNI and verification. Here too the
     * check and the change happen at one moment, so nothing that anybody has said in plain text is ever taken for a reply under
     * TLS.
     */
    public void startTls(Tls tls, Optional<String> serverName) throws IOException {
        SslHandler handler = tls.clientHandler(channel, serverName);
        Events.await(
                onEventLoop(() -> {
                    if (inputBuffered()) throw new IOException("plain text was sent ahead of TLS");
                    channel.pipeline().addFirst(handler);
                }),
                idleNanos);
        handshake(handler);
    }

    private interface Change {
        void make() throws IOException;
    }

    private CompletableFuture<Channel> onEventLoop(Change change) {
        CompletableFuture<Channel> done = new CompletableFuture<>();
        channel.eventLoop().execute(() -> {
            try {
                change.make();
                done.complete(channel);
            } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    void handshake(SslHandler handler) throws IOException {
        try {
            Events.await(Events.of(handler.handshakeFuture(), channel), idleNanos);
        } catch (EndedException e) {
            throw e;
        } catch (IOException e) {
            throw new EndedException(e); // whatever the peer has done, the dialogue is over
        }
        tls = new TlsSession(
                handler.engine().getSession(),
                Optional.ofNullable(channel.attr(Tls.CLIENTS).get()));
    }

    /** What TLS was agreed on, also once the peer has gone; empty on a plain connection. */
    public Optional<TlsSession> tls() {
        return Optional.ofNullable(tls);
    }

    /** The peer's address, or that of the client for whom a proxy speaks; for a Unix socket the loopback address. */
    public InetAddress remoteAddress() {
        InetSocketAddress source = channel.attr(ProxyGate.SOURCE).get();
        if (source != null) return source.getAddress();
        return channel.remoteAddress() instanceof InetSocketAddress inet
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    public int remotePort() {
        InetSocketAddress source = channel.attr(ProxyGate.SOURCE).get();
        if (source != null) return source.getPort();
        return channel.remoteAddress() instanceof InetSocketAddress inet ? inet.getPort() : 0;
    }

    /** Our own address; for a Unix socket the loopback address. */
    public InetAddress localAddress() {
        return channel.localAddress() instanceof InetSocketAddress inet
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }

    /** Whether the peer came by a Unix domain socket, whose file decides who may. */
    public boolean isUnix() {
        return !(channel.localAddress() instanceof InetSocketAddress);
    }

    /** Runs the action when the channel is really closed, with all that was written gone out or given up. */
    void afterClose(Runnable action) {
        channel.closeFuture().addListener(closed -> action.run());
    }

    /** Sends what was written and closes; a peer that does not read it is not waited for long. */
    @Override
    public void close() {
        ByteBuf rest = in;
        in = null;
        if (rest != null) rest.release();
        ByteBuf last = out;
        out = null;
        if (last != null) {
            inbox.closeBy(System.nanoTime() + Math.min(idleNanos, LINGER_NANOS));
            channel.writeAndFlush(last).addListener(ChannelFutureListener.CLOSE);
        } else channel.close();
        if (channel.isRegistered()) channel.eventLoop().execute(inbox::abandon);
        else inbox.abandon(); // the peer has gone already: nothing comes any more, but something may still wait
    }
}
