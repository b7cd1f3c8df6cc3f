package org.stagepost.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the header of an entity says of its body (RFC 2045 3, 2183, 3282, 2557, 1864): the fields of BODYSTRUCTURE.
 *
 * @param encoding the Content-Transfer-Encoding as spelled, {@code 7bit} if none is given
 * @param id the Content-ID with its angle brackets
 * @param language the tags of Content-Language
 */
public record ContentFields(
        MediaType type,
        String encoding,
        Optional<String> id,
        Optional<String> description,
        Optional<Disposition> disposition,
        List<String> language,
        Optional<String> location,
        Optional<String> md5) {

    public ContentFields {
        language = List.copyOf(language);
    }

    static ContentFields of(Header header, MediaType otherwise) {
        return new ContentFields(
                header.value("Content-Type").flatMap(MediaType::parse).orElse(otherwise),
                header.value("Content-Transfer-Encoding")
                        .map(ContentFields::token)
                        .orElse("7bit"),
                header.value("Content-ID"),
                header.value("Content-Description"),
                header.value("Content-Disposition").flatMap(Disposition::parse),
                header.value("Content-Language").map(ContentFields::tags).orElse(List.of()),
                header.value("Content-Location"),
                header.value("Content-MD5"));
    }

    /** What a body is when its header is silent. */
    static ContentFields nothingSaid(MediaType type) {
        return of(Header.parse(new byte[0]), type);
    }

    /** The same body, but nobody shall look for parts in it. */
    ContentFields opaque() {
        return new ContentFields(
                MediaType.OCTET_STREAM, encoding, id, description, disposition, language, location, md5);
    }

    /** The text that a multipart without a boundary is. */
    ContentFields plain() {
        return new ContentFields(MediaType.TEXT_PLAIN, encoding, id, description, disposition, language, location, md5);
    }

    private static String token(String value) {
        Lexer in = new Lexer(value);
        in.skipSpace();
        String token = in.run(";,");
        return token.isEmpty() ? "7bit" : token;
    }

    private static List<String> tags(String value) {
        List<String> tags = new ArrayList<>();
        Lexer in = new Lexer(value);
        while (!in.atEnd() && tags.size() < Bounds.PARAMETERS) {
            in.skipSpace();
            String tag = in.run(",;");
            if (!tag.isEmpty()) tags.add(tag);
            else in.next();
        }
        return tags;
    }
}
