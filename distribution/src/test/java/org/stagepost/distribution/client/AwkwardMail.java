package org.stagepost.distribution.client;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A message of {@code src/test/fixtures/awkward.txt}, as a delivery program would have written it into a Maildir. */
record AwkwardMail(String name, byte[] octets) {
    private static final String HEAD = "==== ";
    private static final Instant FIRST = Instant.parse("2026-02-03T09:11:20Z");

    static List<AwkwardMail> all() throws IOException {
        List<AwkwardMail> all = new ArrayList<>();
        String text = Files.readString(Path.of("src/test/fixtures/awkward.txt"));
        for (String each : text.substring(text.indexOf(HEAD)).split("(?m)^" + HEAD)) {
            if (!each.isEmpty()) all.add(of(each));
        }
        return all;
    }

    private static AwkwardMail of(String text) {
        int line = text.indexOf('\n');
        List<String> head = List.of(text.substring(0, line).split(" "));
        String body = text.substring(line + 1);
        if (head.contains("[open]")) body = body.substring(0, body.length() - 1);
        if (!head.contains("[lf]")) body = body.replace("\n", "\r\n");
        Charset charset = head.contains("[latin1]") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        return new AwkwardMail(head.get(0), body.getBytes(charset));
    }

    /** Writes all of them, each a minute and some after the other, into a Maildir that it makes. */
    static void writeAll(Path maildir) throws IOException {
        for (String folder : new String[] {"cur", "new", "tmp"}) Files.createDirectories(maildir.resolve(folder));
        Instant moment = FIRST;
        for (AwkwardMail mail : all()) {
            Path file = maildir.resolve("cur/" + moment.getEpochSecond() + ".M1P1." + "host:2,S");
            Files.write(file, mail.octets());
            Files.setLastModifiedTime(file, FileTime.from(moment));
            moment = moment.plusSeconds(61);
        }
    }
}
