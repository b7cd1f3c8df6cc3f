package org.stagepost.distribution.sandbox;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;

/**
 * The classes of the build as jars, and what the JVM remembers of them between starts (an archive as of JEP 350, which takes
 * no folders of classes): a test that starts many processes spends half the time on it.
 *
 * @param jars as {@code -cp} takes them
 */
record Program(String jars, Path archive) {
    /** Packs them; nothing is remembered yet. */
    static Program packed(Path folder) throws IOException {
        List<String> jars = new ArrayList<>();
        for (String each : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path entry = Path.of(each);
            if (Files.isDirectory(entry))
                jars.add(pack(entry, folder.resolve("classes-" + jars.size() + ".jar"))
                        .toString());
            else if (Files.exists(entry)) jars.add(each);
        }
        return new Program(String.join(File.pathSeparator, jars), folder.resolve("classes.jsa"));
    }

    private static Path pack(Path classes, Path jar) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> all = Files.walk(classes)) {
            out.setLevel(Deflater.NO_COMPRESSION);
            for (Path each : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                out.putNextEntry(new JarEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
        return jar;
    }

    /** To learn at a clean end, or to use what was learnt. */
    List<String> options() {
        return List.of((Files.exists(archive) ? "-XX:SharedArchiveFile=" : "-XX:ArchiveClassesAtExit=") + archive);
    }
}
