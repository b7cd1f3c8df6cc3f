package org.stagepost.distribution.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A secret that is like no other text, and the forms in which it might be written down: as it is, as Windows writes it, in hex,
 * and in base64 wherever it stands in what was encoded.
 *
 * @param use what it is the secret of
 */
record Canary(String use, String secret) {
    /** Whatever of it lies in the files below a folder, a line each: nothing, where all is well. */
    static List<String> found(List<Canary> canaries, Path folder) throws IOException {
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Canary::isFile)::iterator) {
                String octets = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (Canary each : canaries)
                    for (String form : each.forms())
                        if (octets.contains(form))
                            found.add(each.use + " in " + folder.relativize(file) + ": " + around(octets, form));
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return found;
    }

    private static boolean isFile(Path file) {
        return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static String around(String octets, String form) {
        int at = octets.indexOf(form);
        return octets.substring(Math.max(0, at - 80), Math.min(octets.length(), at + form.length() + 20));
    }

    Set<String> forms() {
        byte[] octets = secret.getBytes(StandardCharsets.UTF_8);
        Set<String> forms = new LinkedHashSet<>();
        forms.add(secret);
        forms.add(new String(secret.getBytes(StandardCharsets.UTF_16LE), StandardCharsets.ISO_8859_1));
        forms.add(HexFormat.of().formatHex(octets));
        forms.add(HexFormat.of().withUpperCase().formatHex(octets));
        for (int before = 0; before < 3; before++) forms.add(base64(octets, before));
        return forms;
    }

    /** The digits that no octet before or behind it changes. */
    private static String base64(byte[] octets, int before) {
        byte[] shifted = new byte[before + octets.length];
        System.arraycopy(octets, 0, shifted, before, octets.length);
        String digits = Base64.getEncoder().withoutPadding().encodeToString(shifted);
        int first = (before * 8 + 5) / 6;
        int last = shifted.length * 8 / 6;
        return digits.substring(first, last);
    }
}
