package org.stagepost.disk;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Cuts the power at moments of what a {@link RecordingDisk} wrote down, and makes the disks that may be found then: data that
 * was not forced is there, or not, or torn; each change of a folder that was not forced is there or not, whatever the others
 * are; all that was forced is there. Where a moment has few disks all of them are made, else a sample.
 */
public final class PowerCut {
    private static final int LAST_STEPS = 12;

    private final RecordingDisk.History history;
    private final Path scratch;
    private final long seed;
    private final Bounds bounds;
    private final AtomicLong numbers = new AtomicLong();

    /**
     * How much of it is looked at.
     *
     * @param moments of the history at most; beyond, a sample
     * @param disks of each moment at most; beyond, a sample
     */
    public record Bounds(int moments, int disks) {}

    /** How much that was. */
    public record Tally(int moments, int disks) {}

    /** Looks at a disk after a power cut; several may be looked at at the same time. */
    public interface Judge {
        /**
         * Fails when a promise is broken.
         *
         * @param disk a folder of its own, which is removed afterwards
         * @param promises the marks before the cut, in order
         */
        void judge(Path disk, List<String> promises) throws Exception;
    }

    /** @param scratch an existing folder, best one in memory */
    public PowerCut(RecordingDisk disk, Path scratch, long seed, Bounds bounds) {
        this(disk.history(), scratch, seed, bounds);
    }

    PowerCut(RecordingDisk.History history, Path scratch, long seed, Bounds bounds) {
        this.history = history;
        this.scratch = scratch;
        this.seed = seed;
        this.bounds = bounds;
    }

    /**
     * Lets a judge see them.
     *
     * @throws AssertionError at the first that the judge fails, with the moment, the disk and the seed
     */
    public Tally judged(Judge judge) throws Exception {
        Random random = new Random(seed);
        boolean[] chosen = moments(random);
        PageCache cache = new PageCache();
        List<String> promises = new ArrayList<>();
        int moments = 0;
        int disks = 0;
        try (ExecutorService judges =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors())) {
            for (int at = 0; at <= history.steps().size(); at++) {
                if (chosen[at]) {
                    List<int[]> found = disks(cache, random);
                    judge(judges, cache, found, new Moment(at, List.copyOf(promises), judge));
                    moments++;
                    disks += found.size();
                }
                if (at == history.steps().size()) break;
                Step step = history.steps().get(at);
                cache.does(step);
                if (step instanceof Step.Mark mark) promises.add(mark.text());
            }
        }
        return new Tally(moments, disks);
    }

    /**
     * Before which steps, and whether at the end. Between a step and a mark nothing is promised yet that will be; a force
     * without a promise after it only leaves fewer of the disks that were looked at before it.
     */
    private boolean[] moments(Random random) {
        List<Step> steps = history.steps();
        List<Integer> worth = new ArrayList<>();
        boolean news = true;
        for (int at = 0; at <= steps.size(); at++) {
            if (at > 0) {
                Step last = steps.get(at - 1);
                news |= !(last instanceof Step.Forced || last instanceof Step.FolderForced);
            }
            boolean promised = at < steps.size() && steps.get(at) instanceof Step.Mark;
            if (at < history.begin() || promised || !news) continue;
            worth.add(at);
            news = false;
        }
        boolean[] chosen = new boolean[steps.size() + 1];
        // The end counts in any case: all promises have been made by then.
        Collections.shuffle(worth.subList(0, worth.size() - 1), random);
        for (int at : worth.subList(Math.max(0, worth.size() - bounds.moments()), worth.size())) chosen[at] = true;
        return chosen;
    }

    private List<int[]> disks(PageCache cache, Random random) {
        int[] answers = cache.ask();
        long all = 1;
        for (int each : answers) all = Math.min(all * each, Integer.MAX_VALUE);
        Found found = new Found(cache);
        if (all <= bounds.disks()) {
            int[] next = new int[answers.length];
            do found.add(next);
            while (increased(next, answers));
            return found.disks;
        }
        int[] none = new int[answers.length];
        int[] every = Arrays.stream(answers).map(count -> count - 1).toArray();
        found.add(none);
        found.add(every);
        List<int[]> single = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            for (int answer = 0; answer < answers[i]; answer++) {
                single.add(changed(none, i, answer));
                single.add(changed(every, i, answer));
            }
        }
        Collections.shuffle(single, random);
        for (int[] each : single) if (found.disks.size() <= bounds.disks() / 2) found.add(each);
        for (int tries = 0; tries < 2 * bounds.disks() && found.disks.size() < bounds.disks(); tries++) {
            int[] any = new int[answers.length];
            for (int i = 0; i < any.length; i++) any[i] = random.nextInt(answers[i]);
            found.add(any);
        }
        return found.disks;
    }

    private static int[] changed(int[] answers, int question, int answer) {
        int[] other = answers.clone();
        other[question] = answer;
        return other;
    }

    private static boolean increased(int[] next, int[] answers) {
        for (int i = 0; i < next.length; i++) {
            if (++next[i] < answers[i]) return true;
            next[i] = 0;
        }
        return false;
    }

    /** Disks of a moment, none of them twice. */
    private static final class Found {
        private final PageCache cache;
        private final List<int[]> disks = new ArrayList<>();
        private final Set<List<Integer>> known = new HashSet<>();

        Found(PageCache cache) {
            this.cache = cache;
        }

        void add(int[] answers) {
            int[] legal = cache.legal(answers);
            if (known.add(Arrays.stream(legal).boxed().toList())) disks.add(legal);
        }
    }

    private record Moment(int at, List<String> promises, Judge judge) {}

    private void judge(ExecutorService judges, PageCache cache, List<int[]> disks, Moment moment) throws Exception {
        List<Callable<Boolean>> tasks = new ArrayList<>();
        for (int[] disk : disks) tasks.add(() -> judge(cache, disk, moment));
        for (Future<Boolean> each : judges.invokeAll(tasks)) {
            try {
                each.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof AssertionError broken) throw broken;
                throw e;
            }
        }
    }

    private boolean judge(PageCache cache, int[] disk, Moment moment) throws Exception {
        Path place = scratch.resolve("cut-" + numbers.incrementAndGet());
        try {
            cache.write(place, disk);
            moment.judge().judge(place, moment.promises());
            return true;
        } catch (Exception | AssertionError e) {
            throw new AssertionError(told(cache, disk, moment) + e, e);
        } finally {
            Scratch.remove(place);
        }
    }

    private String told(PageCache cache, int[] disk, Moment moment) {
        StringBuilder told = new StringBuilder("after step " + moment.at() + " of "
                + history.steps().size() + ", seed " + seed + "\n lost: " + cache.told(disk) + "\n steps before:\n");
        for (Step step : history.steps().subList(Math.max(0, moment.at() - LAST_STEPS), moment.at()))
            told.append("  ")
                    .append(step instanceof Step.Written w ? "Written[" + w.inode() + "] " + w.octets().length : step)
                    .append('\n');
        return told.toString();
    }
}
