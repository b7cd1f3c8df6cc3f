package org.stagepost.disk;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A disk that writes down, in one order, all that it is asked to do below one folder, and what a test tells it between. What
 * lies there at the beginning counts as forced. Nothing is forced in truth: {@link PowerCut} judges by the record alone.
 *
 * <p>A site may be switched off: a force of that site is then as if nobody had asked for it.
 */
public final class RecordingDisk implements Disk {
    private static final String BEFORE = "before";

    private final Disk disk;
    private final Path root;
    private final Set<String> off;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Step> steps = new ArrayList<>();
    private final Set<String> sites = new TreeSet<>();
    private final Node tree = new Node(Step.ROOT, new HashMap<>());
    private final int begin;
    private int inodes;

    /** @param children by name; null for a file */
    private record Node(int inode, @Nullable Map<String, Node> children) {}

    /**
     * All that happened.
     *
     * @param begin how many of the steps tell only what lay there before
     */
    record History(List<Step> steps, int begin) {}

    /** @param off sites that force nothing */
    public RecordingDisk(Disk disk, Path root, String... off) throws IOException {
        this.disk = disk;
        this.root = root;
        this.off = Set.of(off);
        if (Files.isDirectory(root)) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path each : (Iterable<Path>) all.filter(path -> !path.equals(root))::iterator) adopt(each);
            }
        }
        begin = steps.size();
    }

    /** Something that the disk must make good from here on, such as that a client has been told 250. */
    public void mark(String text) {
        lock.lock();
        try {
            steps.add(new Step.Mark(text));
        } finally {
            lock.unlock();
        }
    }

    /** The sites of all forces so far, those that are off among them. */
    public Set<String> sites() {
        lock.lock();
        try {
            return new TreeSet<>(sites);
        } finally {
            lock.unlock();
        }
    }

    History history() {
        lock.lock();
        try {
            return new History(List.copyOf(steps), begin);
        } finally {
            lock.unlock();
        }
    }

    /** Takes in what somebody else made. */
    private Node adopt(Path path) throws IOException {
        Node node = made(path, Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS));
        if (node.children() == null && Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
            steps.add(new Step.Written(node.inode(), Files.readAllBytes(path)));
        if (node.children() == null) steps.add(new Step.Forced(node.inode(), BEFORE));
        steps.add(new Step.FolderForced(folder(path).inode(), BEFORE));
        return node;
    }

    private Node made(Path path, boolean folder) throws IOException {
        Node node = new Node(++inodes, folder ? new HashMap<>() : null);
        steps.add(new Step.Made(node.inode(), folder));
        name(path, node);
        return node;
    }

    private void name(Path path, Node node) throws IOException {
        Node folder = folder(path);
        requireNonNull(folder.children()).put(base(path), node);
        steps.add(new Step.Named(folder.inode(), base(path), node.inode()));
    }

    private Node folder(Path path) throws IOException {
        return known(requireNonNull(path.getParent()));
    }

    private static String base(Path path) {
        return path.getFileName().toString();
    }

    private @Nullable Node find(Path path) {
        if (!path.startsWith(root)) throw new IllegalArgumentException(path + " is not below " + root);
        Node node = tree;
        for (Path each : root.relativize(path)) {
            if (each.toString().isEmpty()) continue;
            Map<String, Node> children = node == null ? null : node.children();
            if (children == null) return null;
            node = children.get(each.toString());
        }
        return node;
    }

    private Node known(Path path) throws IOException {
        Node node = find(path);
        return node == null ? adopt(path) : node;
    }

    private interface Work<T> {
        T done() throws IOException;
    }

    private <T> T ordered(Work<T> work) throws IOException {
        lock.lock();
        try {
            return work.done();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        return ordered(() -> {
            DiskFile made = disk.create(file);
            return new Recorded(made, made(file, false).inode());
        });
    }

    @Override
    public DiskFile append(Path file) throws IOException {
        return ordered(() -> {
            boolean there = Files.exists(file, LinkOption.NOFOLLOW_LINKS);
            DiskFile open = disk.append(file);
            return new Recorded(open, (there ? known(file) : made(file, false)).inode());
        });
    }

    @Override
    public void link(Path existing, Path name) throws IOException {
        ordered(() -> {
            disk.link(existing, name);
            name(name, known(existing));
            return name;
        });
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        ordered(() -> {
            Node node = Files.exists(from, LinkOption.NOFOLLOW_LINKS) ? known(from) : tree;
            disk.rename(from, to);
            requireNonNull(folder(from).children()).remove(base(from));
            requireNonNull(folder(to).children()).put(base(to), node);
            steps.add(new Step.Renamed(
                    folder(from).inode(), base(from), folder(to).inode(), base(to), node.inode()));
            return to;
        });
    }

    @Override
    public void delete(Path path) throws IOException {
        ordered(() -> {
            disk.delete(path);
            if (find(path) == null) return path;
            requireNonNull(folder(path).children()).remove(base(path));
            steps.add(new Step.Named(folder(path).inode(), base(path), Step.GONE));
            return path;
        });
    }

    @Override
    public void createDirectories(Path directory) throws IOException {
        ordered(() -> {
            List<Path> missing = new ArrayList<>();
            for (Path each = directory; !Files.isDirectory(each); each = requireNonNull(each.getParent()))
                if (each.startsWith(root) && !each.equals(root)) missing.addFirst(each);
            disk.createDirectories(directory);
            for (Path each : missing) made(each, true);
            return directory;
        });
    }

    @Override
    public void forceDirectory(Path directory, ForceSite site) throws IOException {
        ordered(() -> {
            if (directory.startsWith(root) && isOn(site))
                steps.add(new Step.FolderForced(known(directory).inode(), site.name()));
            return directory;
        });
    }

    private boolean isOn(ForceSite site) {
        sites.add(site.name());
        return !off.contains(site.name());
    }

    @Override
    public void stamp(Path file, Instant modified) throws IOException {
        ordered(() -> {
            disk.stamp(file, modified);
            steps.add(new Step.Stamped(known(file).inode(), modified));
            return file;
        });
    }

    @Override
    public <T> T perform(Callable<T> work) throws IOException {
        return disk.perform(work);
    }

    private final class Recorded implements DiskFile {
        private final DiskFile file;
        private final int inode;

        Recorded(DiskFile file, int inode) {
            this.file = file;
            this.inode = inode;
        }

        @Override
        public void write(ByteBuffer... octets) throws IOException {
            ordered(() -> {
                for (ByteBuffer each : octets) {
                    byte[] copy = new byte[each.remaining()];
                    each.duplicate().get(copy);
                    steps.add(new Step.Written(inode, copy));
                }
                file.write(octets);
                return inode;
            });
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            ordered(() -> {
                file.truncate(size);
                return steps.add(new Step.Truncated(inode, size));
            });
        }

        @Override
        public void force(ForceSite site) throws IOException {
            ordered(() -> {
                if (isOn(site)) steps.add(new Step.Forced(inode, site.name()));
                return inode;
            });
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
