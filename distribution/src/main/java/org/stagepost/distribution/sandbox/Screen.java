package org.stagepost.distribution.sandbox;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.stagepost.trace.Ink;
import org.stagepost.trace.Ink.Hue;
import org.stagepost.trace.TraceEvent;
import org.stagepost.trace.TraceEvent.Stage;
import org.stagepost.trace.TracePrinter;
import org.stagepost.trace.Tracer;
import org.stagepost.trace.Visible;

/** Prints a sandbox's mail as it travels: seconds since the start, a line a hop, at most 100 columns. */
public final class Screen implements Tracer {
    private final PrintStream out;
    private final Ink ink;
    private final Detail detail;
    private final Clock clock;
    private final Instant start;
    private final TracePrinter printer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition delivered = lock.newCondition();
    private final Set<String> reached = new HashSet<>();
    private final List<TraceEvent> held = new ArrayList<>();
    private final List<String> reply = new ArrayList<>();
    private Optional<TraceEvent> refusal = Optional.empty();
    private boolean holding;

    /** How much of each hop is shown. */
    public enum Detail {
        /** Each hop once, as its sender tells it. */
        A_LINE,
        /** What every stage reports, with all that was said. */
        DIALOGUE
    }

    public Screen(PrintStream out, Ink ink, Detail detail, Clock clock) {
        this.out = out;
        this.ink = ink;
        this.detail = detail;
        this.clock = clock;
        this.start = clock.instant();
        this.printer = new TracePrinter(ink, ZoneOffset.UTC, Shorthand.WIDTHS);
    }

    public Detail detail() {
        return detail;
    }

    public void title(String text) {
        print(ink.paint(Hue.TITLE, TracePrinter.cut(text)));
    }

    public void plain(String text) {
        print(TracePrinter.cut(text));
    }

    /** A line for a shell to read, whole however long. */
    void command(String line) {
        print(line);
    }

    /** Somebody has read the message. */
    void read(Stage stage, Person reader, String what) {
        print(printer.line(Shorthand.read(clock.instant(), stage, reader, what), start));
    }

    /** Something that has just happened. */
    public void moment(String text) {
        print(TracePrinter.cut(TracePrinter.seconds(Duration.between(start, clock.instant())) + "  " + text));
    }

    /** A line of a dialogue. A reply of several lines is printed as one, and what the mail program says stands out. */
    public void said(String line) {
        if (line.length() > 6 && line.startsWith("S: ") && line.charAt(6) == '-') reply.add(line.substring(7));
        else if (reply.isEmpty()) say(line);
        else {
            reply.add(line.substring(7));
            say(line.substring(0, 7) + String.join(", ", reply));
            reply.clear();
        }
    }

    private void say(String line) {
        String text = TracePrinter.cut("   " + Visible.text(line));
        print(line.startsWith("C: ") ? text : ink.paint(Hue.ASIDE, text));
    }

    /** Keeps hops back while a dialogue is printed, so that they do not stand amidst it; then prints them. */
    public void hold() {
        lock.lock();
        try {
            holding = true;
        } finally {
            lock.unlock();
        }
    }

    public void release() {
        lock.lock();
        try {
            holding = false;
            held.forEach(this::show);
            held.clear();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void report(TraceEvent event) {
        lock.lock();
        try {
            char outcome = event.what().isEmpty() ? ' ' : event.what().charAt(0);
            boolean refused = (outcome == '4' || outcome == '5') && event.stage() != Stage.DNS;
            if (refused && refusal.isEmpty()) refusal = Optional.of(event);
            if (outcome == '2' && event.stage() == Stage.MDA) reached.addAll(event.parties());
            delivered.signalAll();
            if (holding) held.add(event);
            else show(event);
        } finally {
            lock.unlock();
        }
    }

    private void show(TraceEvent event) {
        if (detail == Detail.DIALOGUE) {
            printer.hop(event, start).forEach(out::println);
            printer.dialogue(event).forEach(out::println);
        } else if (Shorthand.isHop(event))
            printer.hop(Shorthand.of(event), start).forEach(out::println);
    }

    /** Waits until all of them have the message, or somebody has refused it. @return whether they have */
    public boolean awaitDelivery(Set<String> recipients, Duration patience) throws InterruptedException {
        long left = patience.toNanos();
        lock.lock();
        try {
            while (!reached.containsAll(recipients) && refusal.isEmpty() && left > 0) left = delivered.awaitNanos(left);
            return reached.containsAll(recipients);
        } finally {
            lock.unlock();
        }
    }

    /** The first hop that somebody refused or put off, in words. */
    public Optional<String> refusal() {
        lock.lock();
        try {
            return refusal.map(Screen::words);
        } finally {
            lock.unlock();
        }
    }

    private static String words(TraceEvent refused) {
        String why = refused.why().isEmpty() ? "" : " (" + refused.why() + ")";
        return refused.stage() + " of " + refused.host() + ": " + Visible.text(refused.what() + why);
    }

    private void print(String line) {
        lock.lock();
        try {
            out.println(line);
        } finally {
            lock.unlock();
        }
    }
}
