package org.stagepost.distribution.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.stagepost.disk.Disk;
import org.stagepost.launch.Settings;

/** The settings file and the files that it names: certificates, keys, secrets. Each is kept under its whole path. */
final class NamedFiles {
    private final Disk disk;
    private final Settings settings;

    NamedFiles(Disk disk, Settings settings) {
        this.disk = disk;
        this.settings = settings;
    }

    private Set<Path> files() {
        Set<Path> files = new LinkedHashSet<>(settings.namedFiles());
        settings.file().ifPresent(files::add);
        return files;
    }

    /** Copies them into this folder; returns how many had changed. */
    long into(Path folder) throws IOException {
        long copied = 0;
        for (Path file : files()) {
            byte[] octets = Files.readAllBytes(file);
            Path copy = folder.resolve(below(file));
            if (Files.exists(copy) && java.util.Arrays.equals(Files.readAllBytes(copy), octets)) continue;
            disk.createDirectories(copy.resolveSibling(".").normalize());
            write(disk, copy, octets);
            copied++;
        }
        return copied;
    }

    /** Puts those that are missing back where they were; returns how many. */
    long outOf(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return 0;
        long restored = 0;
        Path root = Path.of("/");
        try (var all = Files.walk(folder)) {
            for (Path copy : all.filter(Files::isRegularFile).toList()) {
                Path file = root.resolve(folder.relativize(copy).toString());
                if (Files.exists(file)) continue;
                disk.createDirectories(file.resolveSibling(".").normalize());
                write(disk, file, Files.readAllBytes(copy));
                restored++;
            }
        }
        return restored;
    }

    private static String below(Path file) {
        return file.toAbsolutePath().normalize().toString().substring(1);
    }

    static void write(Disk disk, Path file, String text) throws IOException {
        write(disk, file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void write(Disk disk, Path file, byte[] octets) throws IOException {
        disk.replace(
                file,
                file.resolveSibling(file.getFileName() + ".tmp"),
                ByteBuffer.wrap(octets),
                Mirror.FILE,
                Mirror.FILE);
    }
}
