import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The format check of the build, one run for the whole reactor: {@code check} names every Java file that
 * palantir-java-format would change; {@code write} changes them. It is started from source by the root POM
 * under the selected JDK, because the formatter parses with the compiler of the JVM it runs in.
 * A file whose digest is in the stamp was found in form before and is not formatted again.
 */
final class Format {
    private static final JavaFormatterOptions PALANTIR = JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build();
    private static final Formatter FORMATTER = Formatter.createFormatter(PALANTIR);

    private final Path root;
    private final boolean write;
    private final Set<String> known;
    private final Set<String> inForm = new ConcurrentSkipListSet<>();
    private final Set<Path> outOfForm = new ConcurrentSkipListSet<>();
    private final Set<String> unreadable = new ConcurrentSkipListSet<>();

    private Format(Path root, boolean write, Set<String> known) {
        this.root = root;
        this.write = write;
        this.known = known;
    }

    /**
     * Arguments: {@code check} or {@code write}; the root of the reactor; the stamp file (one a formatter version); the
     * file that exists afterwards if the build has to stop, and says why (an exit code would bury that in a stack trace).
     */
    public static void main(String[] args) throws IOException {
        Path stamp = Path.of(args[2]);
        Set<String> known = Files.exists(stamp) ? Set.copyOf(Files.readAllLines(stamp)) : Set.of();
        Format format = new Format(Path.of(args[1]), args[0].equals("write"), known);
        format.sources().parallelStream().forEach(format::look);
        Files.createDirectories(stamp.getParent());
        Files.write(stamp, format.inForm);
        Path complaint = Path.of(args[3]);
        List<String> lines = format.complaints();
        lines.forEach(System.err::println);
        if (lines.isEmpty()) Files.deleteIfExists(complaint);
        else Files.write(complaint, lines);
    }

    private List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = folder.getFileName().toString();
                boolean ours = folder.equals(root) || name.equals(".mvn") || !name.startsWith(".");
                return ours && !name.equals("target") ? FileVisitResult.CONTINUE : FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(".java")) sources.add(file);
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }

    private void look(Path file) {
        try {
            String text = Files.readString(file);
            if (known.contains(digest(text))) {
                inForm.add(digest(text));
                return;
            }
            String formatted = FORMATTER.formatSourceAndFixImports(text);
            if (formatted.equals(text)) {
                inForm.add(digest(text));
            } else {
                outOfForm.add(root.relativize(file));
                if (write) {
                    Files.writeString(file, formatted);
                    inForm.add(digest(formatted));
                }
            }
        } catch (FormatterException | IOException e) {
            unreadable.add(root.relativize(file) + ": " + e.getMessage());
        }
    }

    private static String digest(String text) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private List<String> complaints() {
        List<String> lines = new ArrayList<>(unreadable);
        for (Path file : outOfForm) {
            if (write) System.err.println("formatted: " + file);
            else lines.add("not in form: " + file);
        }
        return lines;
    }
}
