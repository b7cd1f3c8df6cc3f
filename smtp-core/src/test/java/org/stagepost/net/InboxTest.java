package org.stagepost.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final ByteBuf HALF = Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(new byte[32 * 1024]));
    private static final int ROUNDS = 200_000;

    /**
     * The session empties the inbox at the very moment when the event loop finds it full: whichever is first, the socket is
     * read again.
     */
    @Test
    void c3_aSocketThatWasLeftAloneIsReadAgainHoweverCloselyTheSessionFollows() throws Exception {
        AtomicBoolean wanted = new AtomicBoolean();
        AtomicBoolean over = new AtomicBoolean();
        Inbox inbox = new Inbox();
        EmbeddedChannel channel = new EmbeddedChannel(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void read(ChannelHandlerContext context) {
                        wanted.set(true);
                    }
                },
                inbox);
        ChannelHandlerContext context = channel.pipeline().context(inbox);
        Thread eventLoop = Thread.ofPlatform().start(() -> {
            while (!over.get()) {
                if (!wanted.compareAndSet(true, false)) continue;
                inbox.channelRead(context, HALF.duplicate());
                inbox.channelRead(context, HALF.duplicate());
                inbox.channelReadComplete(context);
            }
        });
        int taken = 0;
        try {
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (taken < ROUNDS && System.nanoTime() < deadline) {
                if (inbox.isEmpty()) continue;
                inbox.take(deadline, EndedException.Why.IDLE);
                taken++;
            }
        } finally {
            over.set(true);
            eventLoop.join();
        }
        assertThat(taken).isEqualTo(ROUNDS);
    }

    /** An interrupt that stayed would let every wait of the session return at once, and it would spin. */
    @Test
    void c20_anInterruptEndsAWaitAndIsOver() {
        Inbox inbox = new Inbox();
        EmbeddedChannel channel = new EmbeddedChannel(inbox);
        long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        List<ThrowingCallable> waits = List.of(
                () -> inbox.take(until, EndedException.Why.IDLE),
                () -> inbox.awaitInput(until),
                () -> inbox.awaitWritable(until));
        for (ThrowingCallable wait : waits) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(wait).isInstanceOf(EndedException.class).hasMessage("the session was interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }
    }

    @Test
    void faultsAreForgottenAfterADayWithoutOne() {
        Faults faults = new Faults();
        long now = System.nanoTime();
        long hour = Duration.ofHours(1).toNanos();
        faults.one(now);
        faults.one(now + 23 * hour);
        assertThat(faults.at(now + 46 * hour)).isEqualTo(2);
        assertThat(faults.at(now + 48 * hour)).isZero();
        faults.one(now + 48 * hour);
        assertThat(faults.at(now + 48 * hour)).isOne();
    }
}
