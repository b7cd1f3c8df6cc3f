package org.stagepost.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where the event loop leaves what arrives and the session picks it up. At most {@link #HIGH} octets (and one read more)
 * wait here; then the socket is not read until the session has caught up. One thread waits at a time: the session's.
 */
final class Inbox extends ChannelInboundHandlerAdapter {
    private static final int HIGH = 64 * 1024;
    private static final int LOW = 32 * 1024;
    private static final long NEVER = Long.MAX_VALUE;

    private final ConcurrentLinkedQueue<ByteBuf> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queued = new AtomicInteger();
    private final AtomicBoolean paused = new AtomicBoolean();
    private volatile @Nullable ChannelHandlerContext context;
    private volatile @Nullable Thread waiter;
    private volatile @Nullable EndedException ended;
    private volatile boolean abandoned;
    private volatile boolean woken;
    private volatile EndedException.@Nullable Why stopping;
    private volatile boolean working;
    private volatile boolean insisted;
    private volatile @Nullable BooleanSupplier condition;
    private volatile long deadline = NEVER;
    private volatile long closeBy = NEVER;

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object octets) {
        if (abandoned || !(octets instanceof ByteBuf buffer) || !buffer.isReadable()) {
            ReferenceCountUtil.release(octets);
            return;
        }
        queued.addAndGet(buffer.readableBytes());
        queue.add(buffer);
        unpark();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (queued.get() < HIGH) {
            ctx.read();
            return;
        }
        paused.set(true);
        // The session may have caught up in between, and has then seen no pause to end.
        if (queued.get() < LOW && paused.compareAndSet(true, false)) ctx.read();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        unpark();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        end(new EndedException(EndedException.Why.CLOSED));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        end(new EndedException(cause));
        ctx.close();
    }

    private void end(EndedException why) {
        if (ended == null) ended = why;
        unpark();
    }

    private void unpark() {
        Thread thread = waiter;
        if (thread != null) LockSupport.unpark(thread);
    }

    /** Lets a session that waits for input look up: there is news that is no input. */
    void wake() {
        woken = true;
        unpark();
    }

    /** Lets a session that waits for a line end with a farewell. */
    void shutDown() {
        stop(EndedException.Why.SHUTDOWN);
    }

    /** The same also for one that is in the middle of something. */
    void shutDownNow() {
        insisted = true;
        shutDown();
    }

    /** Whether the session is in the middle of something that it had better finish before we stop. */
    void working(boolean now) {
        working = now;
    }

    /** Why the session is to end where it waits; nothing while it may finish what it is at. */
    private EndedException.@Nullable Why due() {
        EndedException.Why why = stopping;
        return why == EndedException.Why.SHUTDOWN && working && !insisted ? null : why;
    }

    private void stop(EndedException.Why why) {
        if (stopping == null) stopping = why;
        unpark();
    }

    /** The session lasts only as long as this holds. */
    void onlyWhile(BooleanSupplier holds) {
        condition = holds;
    }

    /** Called about four times a minute: a session that takes no notice of its end until the next time is cut off. */
    void askCondition() {
        BooleanSupplier holds = condition;
        ChannelHandlerContext ctx = context;
        if (holds == null || holds.getAsBoolean()) return;
        if (stopping == EndedException.Why.REVOKED && ctx != null) ctx.channel().close();
        stop(EndedException.Why.REVOKED);
    }

    /** Called about four times a second: one sweep over all connections costs less than a timer for each. */
    void expire(long now) {
        if (deadline - now < 0) unpark();
        ChannelHandlerContext ctx = context;
        if (closeBy - now < 0 && ctx != null) ctx.channel().close();
    }

    /** The session is over and its last words are on their way: after that moment they are given up. */
    void closeBy(long nanoTime) {
        closeBy = nanoTime;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    /** The next octets, waiting for them until the deadline ({@link System#nanoTime}). The caller releases them. */
    ByteBuf take(long until, EndedException.Why late) throws EndedException {
        ByteBuf buffer = queue.poll();
        if (buffer == null) buffer = await(until, late);
        if (queued.addAndGet(-buffer.readableBytes()) < LOW && paused.compareAndSet(true, false)) resume();
        return buffer;
    }

    private void resume() {
        ChannelHandlerContext ctx = context;
        if (ctx != null) ctx.channel().read();
    }

    private ByteBuf await(long until, EndedException.Why late) throws EndedException {
        try (Wait wait = new Wait(until)) {
            for (; ; wait.park()) {
                EndedException end = ended;
                ByteBuf buffer = queue.poll();
                if (buffer != null) return buffer;
                if (end != null) throw end;
                EndedException.Why why = due();
                if (why != null) throw new EndedException(why);
                if (wait.isOver()) throw new EndedException(late);
            }
        }
    }

    /** Whether input is there (or the end of it) before the deadline; false also when woken. */
    boolean awaitInput(long until) throws EndedException {
        try (Wait wait = new Wait(until)) {
            for (; ; wait.park()) {
                if (!queue.isEmpty() || ended != null || stopping != null) return true;
                if (woken || wait.isOver()) {
                    woken = false;
                    return false;
                }
            }
        }
    }

    /** Waits until the socket takes more output. */
    void awaitWritable(long until) throws EndedException {
        ChannelHandlerContext ctx = context;
        if (ctx == null) return;
        try (Wait wait = new Wait(until)) {
            for (; ; wait.park()) {
                EndedException end = ended;
                if (end != null) throw end;
                if (ctx.channel().isWritable()) return;
                if (wait.isOver()) throw new EndedException(EndedException.Why.STALLED);
            }
        }
    }

    /** The session is gone: what is here and what still comes is released. Called on the event loop. */
    void abandon() {
        abandoned = true;
        for (ByteBuf buffer = queue.poll(); buffer != null; buffer = queue.poll()) buffer.release();
    }

    /** One wait of the session's thread; while it lasts, the sweep knows its deadline. */
    private final class Wait implements AutoCloseable {
        private final long until;

        Wait(long until) {
            this.until = until;
            deadline = until;
            waiter = Thread.currentThread();
        }

        boolean isOver() {
            return until - System.nanoTime() < 0;
        }

        /** An interrupt would let every further wait return at once; it ends the session instead, which then may say farewell. */
        void park() throws EndedException {
            LockSupport.park(Inbox.this);
            if (Thread.interrupted()) throw new EndedException(EndedException.Why.INTERRUPTED);
        }

        @Override
        public void close() {
            waiter = null;
            deadline = NEVER;
        }
    }
}
