package org.stagepost.launch;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.stagepost.mail.SyntaxException;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/**
 * One TOML file, read strictly. Asking for a key makes it known; {@link #refuseUnknown} then names every key of the file
 * that nobody asked for. Keys are dotted and lower case with hyphens ({@code imap.max-connections}); relative paths start
 * at the file's folder. Every complaint names file, line, column and key.
 */
public final class Settings {
    /** What some editors put before everything else. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    private static final Duration LONGEST = Duration.ofDays(3650);

    private final String name;
    private final Optional<Path> file;
    private final Path folder;
    private final TomlTable table;
    private final Map<String, Asked> asked = new LinkedHashMap<>();
    private final List<Settings> nested = new ArrayList<>();

    private Settings(String name, Optional<Path> file, Path folder, TomlTable table) {
        this.name = name;
        this.file = file;
        this.folder = folder;
        this.table = table;
    }

    /**
     * A key that the program knows.
     *
     * @param kind what its value is, in a word
     * @param fallback the value where the file has none, as the file would write it; empty when there is none
     */
    public record Asked(String key, String kind, String fallback) {}

    /** Reads a value out of its text; its complaint is shown behind file, line and key. */
    public interface Reader<T> {
        T read(String text) throws SyntaxException;
    }

    private interface Value<T> {
        T of(Object raw) throws SyntaxException;
    }

    public static Settings read(Path file) {
        try {
            Path folder = file.toAbsolutePath().normalize().getParent();
            Path above = folder == null ? Path.of("/") : folder;
            return parsed(file.toString(), Optional.of(file.toAbsolutePath()), above, Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new SettingsException(file + ": there is no such file");
        } catch (CharacterCodingException e) {
            throw new SettingsException(file + ": is no text in UTF-8");
        } catch (IOException e) {
            throw new SettingsException(file + ": cannot be read: " + e.getMessage());
        }
    }

    /** A duration as the file writes it, for those who read one elsewhere: {@code 90s}, {@code 1h30m}, {@code 14d}. */
    public static Duration parsedDuration(String text) throws SyntaxException {
        return Quantity.duration(text);
    }

    /** A size likewise, in octets: {@code 64M}, {@code 10G}. */
    public static long parsedBytes(String text) throws SyntaxException {
        return Quantity.bytes(text);
    }

    /** From text that is in no file; relative paths start at the current folder. */
    public static Settings of(String toml) {
        return parsed("settings", Optional.empty(), Path.of("").toAbsolutePath(), toml);
    }

    private static Settings parsed(String name, Optional<Path> file, Path folder, String toml) {
        TomlParseResult result = Toml.parse(toml.startsWith(BYTE_ORDER_MARK) ? toml.substring(1) : toml);
        if (!result.hasErrors()) return new Settings(name, file, folder, result);
        throw new SettingsException(result.errors().stream()
                .map(error -> place(name, error.position()) + ": " + error.getMessage())
                .toList());
    }

    public Optional<String> string(String key) {
        return read(new Asked(key, "text", ""), Settings::text);
    }

    public String string(String key, String fallback) {
        return read(new Asked(key, "text", quoted(fallback)), Settings::text).orElse(fallback);
    }

    public boolean bool(String key, boolean fallback) {
        return read(new Asked(key, "true or false", String.valueOf(fallback)), Settings::truth)
                .orElse(fallback);
    }

    public int integer(String key, int fallback, int min, int max) {
        return read(new Asked(key, "number", String.valueOf(fallback)), raw -> {
                    if (!(raw instanceof Long number)) throw new SyntaxException("must be a whole number");
                    return (int) bounded(number, min, max, String::valueOf);
                })
                .orElse(fallback);
    }

    public Duration duration(String key, Duration fallback) {
        return duration(key, fallback, Duration.ZERO, LONGEST);
    }

    public Duration duration(String key, Duration fallback, Duration min, Duration max) {
        return read(new Asked(key, "duration", quoted(Quantity.text(fallback))), raw -> {
                    long millis = Quantity.duration(text(raw)).toMillis();
                    return Duration.ofMillis(
                            bounded(millis, min.toMillis(), max.toMillis(), m -> Quantity.text(Duration.ofMillis(m))));
                })
                .orElse(fallback);
    }

    public long bytes(String key, long fallback) {
        return bytes(key, fallback, 0, Long.MAX_VALUE);
    }

    public long bytes(String key, long fallback, long min, long max) {
        return read(new Asked(key, "size", quoted(Quantity.text(fallback))), raw -> {
                    long octets = raw instanceof Long number ? number : Quantity.bytes(text(raw));
                    return bounded(octets, min, max, Quantity::text);
                })
                .orElse(fallback);
    }

    public Optional<Path> path(String key) {
        return read(new Asked(key, "path", ""), raw -> folder.resolve(text(raw)).normalize());
    }

    public Path path(String key, Path fallback) {
        return read(new Asked(key, "path", quoted(fallback.toString())), raw -> folder.resolve(text(raw)))
                .orElseGet(() -> folder.resolve(fallback))
                .normalize();
    }

    /** The first line of the file that the key names. A secret that other users of the machine may read is refused. */
    public Optional<String> secret(String key) {
        return read(new Asked(key, "path of a secret", ""), raw -> firstLine(folder.resolve(text(raw))));
    }

    /** A value with a grammar of its own: an endpoint, a domain, an address. */
    public <T> Optional<T> value(String key, Reader<T> reader) {
        return read(new Asked(key, "text", ""), raw -> reader.read(text(raw)));
    }

    public <T> T value(String key, T fallback, Reader<T> reader) {
        return read(new Asked(key, "text", quoted(fallback.toString())), raw -> reader.read(text(raw)))
                .orElse(fallback);
    }

    public List<String> strings(String key, List<String> fallback) {
        return values(key, fallback, text -> text);
    }

    /** A list; where the file has a single text it is a list of one. */
    public <T> List<T> values(String key, List<T> fallback, Reader<T> reader) {
        String shown =
                fallback.stream().map(each -> quoted(each.toString())).collect(Collectors.joining(", ", "[", "]"));
        return read(new Asked(key, "list", shown), raw -> list(raw, reader)).orElse(List.copyOf(fallback));
    }

    /** The entries of a table whose keys are not ours to know, in the order of the file: {@code [mta.routes]}. */
    public <T> Map<String, T> entries(String key, Reader<T> reader) {
        return read(new Asked(key, "table", ""), raw -> {
                    if (!(raw instanceof TomlTable own)) throw new SyntaxException("must be a table");
                    Map<String, T> entries = new LinkedHashMap<>();
                    for (Map.Entry<String, Object> entry : own.entrySet())
                        entries.put(entry.getKey(), reader.read(text(entry.getValue())));
                    return entries;
                })
                .orElse(Map.of());
    }

    /** An array of tables, {@code [[key]]}: the settings of each, with keys of their own. */
    public List<Settings> tables(String key) {
        List<Settings> found = read(new Asked(key, "tables", ""), raw -> {
                    if (!(raw instanceof TomlArray array)) throw new SyntaxException("must be an array of tables");
                    List<Settings> tables = new ArrayList<>();
                    for (Object each : array.toList()) {
                        if (!(each instanceof TomlTable own)) throw new SyntaxException("must be an array of tables");
                        tables.add(new Settings(name, file, folder, own));
                    }
                    return tables;
                })
                .orElse(List.of());
        nested.addAll(found);
        return found;
    }

    /**
     * The same file as it is now.
     *
     * @throws SettingsException when it is no TOML any more, or these settings came from no file
     */
    public Settings again() {
        return read(file.orElseThrow(() -> new SettingsException(name + ": came from no file")));
    }

    /** The keys that one of the two files says otherwise than the other, or that only one of them has. */
    public List<String> differing(Settings other) {
        Set<String> keys = new TreeSet<>();
        for (Settings each : List.of(this, other))
            each.table.keyPathSet(false).forEach(path -> keys.add(Toml.joinKeyPath(path)));
        return keys.stream()
                .filter(key -> !written(key).equals(other.written(key)))
                .toList();
    }

    /** The value as text, so that lists and tables compare as well. */
    private String written(String key) {
        Object value = table.get(Toml.parseDottedKey(key));
        return switch (value) {
            case null -> "";
            case TomlArray array -> array.toJson();
            case TomlTable own -> own.toJson();
            default -> value.getClass().getSimpleName() + " " + value;
        };
    }

    /** Whether the file says anything under this key. */
    public boolean has(String key) {
        return table.get(Toml.parseDottedKey(key)) != null;
    }

    /** A complaint about the value of a key that only its reader can see. */
    public SettingsException refusal(String key, String problem) {
        return new SettingsException(where(key) + ": " + key + ": " + problem);
    }

    /** The files that keys asked for so far name: certificates, keys, secrets; folders are not among them. */
    public Set<Path> namedFiles() {
        Set<Path> files = new TreeSet<>();
        for (Asked each : asked.values()) {
            boolean path = each.kind().equals("path") || each.kind().equals("path of a secret");
            if (path && table.get(Toml.parseDottedKey(each.key())) instanceof String text)
                files.add(folder.resolve(text).normalize());
        }
        for (Settings each : nested) files.addAll(each.namedFiles());
        files.removeIf(file -> !Files.isRegularFile(file));
        return files;
    }

    /** Where it was read from. */
    public Optional<Path> file() {
        return file;
    }

    /** Every key asked for so far, in that order. */
    public Collection<Asked> asked() {
        return List.copyOf(asked.values());
    }

    /** @throws SettingsException naming each key of the file that nobody asked for, and the known one it resembles */
    public void refuseUnknown() {
        List<String> problems = new ArrayList<>();
        collectUnknown(problems);
        if (!problems.isEmpty()) throw new SettingsException(problems);
    }

    private void collectUnknown(List<String> problems) {
        String refused = "";
        for (List<String> path : table.keyPathSet(true)) {
            String key = Toml.joinKeyPath(path);
            if (isKnown(key, table.get(path) instanceof TomlTable)) continue;
            if (!refused.isEmpty() && key.startsWith(refused + ".")) continue;
            refused = key;
            String hint = NearestKey.of(key, candidates(key))
                    .map(near -> "; did you mean " + near + "?")
                    .orElse("");
            problems.add(where(key) + ": unknown key " + key + hint);
        }
        for (Settings each : nested) each.collectUnknown(problems);
    }

    private boolean isKnown(String key, boolean isTable) {
        for (Asked each : asked.values()) {
            if (each.key().equals(key)) return true;
            if (each.kind().equals("table") && key.startsWith(each.key() + ".")) return true;
            if (isTable && each.key().startsWith(key + ".")) return true;
        }
        return false;
    }

    /** A table is compared with tables, and a key with keys. */
    private Collection<String> candidates(String key) {
        if (!(table.get(Toml.parseDottedKey(key)) instanceof TomlTable)) return asked.keySet();
        return asked.keySet().stream()
                .filter(each -> each.indexOf('.') > 0)
                .map(each -> each.substring(0, each.lastIndexOf('.')))
                .collect(Collectors.toSet());
    }

    private <T> Optional<T> read(Asked question, Value<T> value) {
        asked.put(question.key(), question);
        Object raw = table.get(Toml.parseDottedKey(question.key()));
        if (raw == null) return Optional.empty();
        try {
            return Optional.of(value.of(raw));
        } catch (SyntaxException | ArithmeticException e) {
            throw refusal(question.key(), String.valueOf(e.getMessage()));
        }
    }

    private String where(String key) {
        TomlPosition position = table.inputPositionOf(Toml.parseDottedKey(key));
        return position == null ? name : place(name, position);
    }

    private static String place(String name, TomlPosition position) {
        return name + ":" + position.line() + ":" + position.column();
    }

    private static String text(Object raw) throws SyntaxException {
        if (raw instanceof String text) return text;
        throw new SyntaxException("must be text in quotes");
    }

    private static boolean truth(Object raw) throws SyntaxException {
        if (raw instanceof Boolean truth) return truth;
        throw new SyntaxException("must be true or false");
    }

    private static <T> List<T> list(Object raw, Reader<T> reader) throws SyntaxException {
        if (raw instanceof String text) return List.of(reader.read(text));
        if (!(raw instanceof TomlArray array)) throw new SyntaxException("must be a list of texts in quotes");
        List<T> values = new ArrayList<>();
        for (Object each : array.toList()) values.add(oneOfMany(text(each), reader));
        return List.copyOf(values);
    }

    /** The place is the list's, so the complaint has to say which it is about. */
    private static <T> T oneOfMany(String text, Reader<T> reader) throws SyntaxException {
        try {
            return reader.read(text);
        } catch (SyntaxException e) {
            throw new SyntaxException(text + ": " + e.getMessage());
        }
    }

    private static long bounded(long number, long min, long max, java.util.function.LongFunction<String> shown)
            throws SyntaxException {
        if (number >= min && number <= max) return number;
        throw new SyntaxException("must be from " + shown.apply(min) + " to " + shown.apply(max));
    }

    private static String firstLine(Path file) throws SyntaxException {
        try (var lines = Files.lines(file)) {
            if (Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_READ))
                throw new SyntaxException("everybody may read " + file + "; chmod 600 " + file + " mends it");
            return lines.findFirst().orElseThrow(() -> new SyntaxException(file + " is empty"));
        } catch (IOException e) {
            throw new SyntaxException(file + " cannot be read");
        }
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }
}
