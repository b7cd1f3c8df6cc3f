package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A dialogue without a socket: its peer says the next piece whenever the session waits for one, hangs up behind the last,
 * and gives back what it was told.
 */
public final class Fed {
    private static final Duration AT_MOST = Duration.ofSeconds(10);

    private final Inbox inbox = new Inbox();
    private final EmbeddedChannel channel = new EmbeddedChannel(inbox);
    private final AtomicReference<Optional<Throwable>> thrown = new AtomicReference<>(Optional.empty());

    private Fed() {}

    /**
     * All that the session has said.
     *
     * @throws AssertionError when it throws anything but an {@link IOException}, or does not end
     */
    public static byte[] converse(Dialogue dialogue, List<byte[]> pieces) {
        return new Fed().run(dialogue, pieces);
    }

    /** A connection whose peer has said all this, in these pieces, and has hung up. */
    public static Connection heard(List<byte[]> pieces) {
        Fed fed = new Fed();
        for (byte[] piece : pieces) fed.channel.writeInbound(Unpooled.wrappedBuffer(piece));
        fed.channel.pipeline().fireChannelInactive();
        return new Connection(fed.channel, fed.inbox, AT_MOST);
    }

    private byte[] run(Dialogue dialogue, List<byte[]> pieces) {
        long end = System.nanoTime() + AT_MOST.toNanos();
        Thread session = Thread.ofPlatform().daemon().start(() -> converse(dialogue));
        for (byte[] piece : pieces) {
            if (!waits(session, end)) break;
            channel.writeInbound(Unpooled.wrappedBuffer(piece));
        }
        if (waits(session, end)) channel.pipeline().fireChannelInactive();
        join(session);
        thrown.get().ifPresent(e -> {
            throw new AssertionError("the session failed", e);
        });
        return said();
    }

    private void converse(Dialogue dialogue) {
        try (Connection connection = new Connection(channel, inbox, AT_MOST)) {
            dialogue.converse(connection);
        } catch (IOException over) {
            // The peer has hung up, or the session has.
        } catch (RuntimeException | Error bug) {
            thrown.set(Optional.of(bug));
        }
    }

    /** Whether it waits for us; false once it has ended. While it waits, the channel is ours. */
    private boolean waits(Thread session, long end) {
        while (session.isAlive()) {
            // In this order: it has left its last wait before it takes the last piece.
            if (inbox.isEmpty() && LockSupport.getBlocker(session) == inbox) return true;
            if (System.nanoTime() - end > 0) throw new AssertionError("the session does not end");
            Thread.onSpinWait();
        }
        return false;
    }

    private static void join(Thread session) {
        try {
            if (!session.join(AT_MOST)) throw new AssertionError("the session does not end");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private byte[] said() {
        channel.runPendingTasks();
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
            byte[] octets = new byte[buffer.readableBytes()];
            buffer.readBytes(octets);
            buffer.release();
            said.writeBytes(octets);
        }
        return said.toByteArray();
    }
}
