package org.stagepost.imap.response;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Ascii;
import org.stagepost.message.ContentFields;
import org.stagepost.message.Disposition;
import org.stagepost.message.MediaType;
import org.stagepost.message.MimePart;
import org.stagepost.message.Parameters;

/** The structure of a message: BODYSTRUCTURE, and BODY, which is the same without extension data (RFC 3501 7.4.2). */
final class StructureWriter {
    private final ResponseWriter out;
    private final Form form;

    /** With or without extension data. */
    enum Form {
        BODYSTRUCTURE,
        BODY
    }

    StructureWriter(ResponseWriter out, Form form) {
        this.out = out;
        this.form = form;
    }

    void write(MimePart part) throws IOException {
        out.octet('(');
        if (part.isMultipart()) multipart(part);
        else single(part);
        out.octet(')');
    }

    private void multipart(MimePart part) throws IOException {
        for (MimePart child : part.children()) write(child);
        out.octet(' ').string(Ascii.upper(part.type().subtype()));
        if (form == Form.BODY) return;
        out.octet(' ');
        parameters(part.type().parameters());
        dispositionAndMore(part.content());
    }

    private void single(MimePart part) throws IOException {
        ContentFields content = part.content();
        MediaType type = part.type();
        out.string(Ascii.upper(type.type())).octet(' ').string(Ascii.upper(type.subtype()));
        out.octet(' ');
        parameters(type.parameters());
        out.octet(' ').nstring(content.id());
        out.octet(' ').nstring(content.description());
        out.octet(' ').string(Ascii.upper(content.encoding()));
        out.octet(' ').number(part.extent().bodyOctets());
        if (type.is("message", "rfc822")) message(part);
        else if (type.isText()) out.octet(' ').number(part.extent().bodyLines());
        if (form == Form.BODY) return;
        out.octet(' ').nstring(content.md5());
        dispositionAndMore(content);
    }

    private void message(MimePart part) throws IOException {
        MimePart inner = part.children().getFirst();
        out.octet(' ');
        if (inner.envelope().isPresent())
            new EnvelopeWriter(out).write(inner.envelope().get());
        else out.nil();
        out.octet(' ');
        write(inner);
        out.octet(' ').number(part.extent().bodyLines());
    }

    private void dispositionAndMore(ContentFields content) throws IOException {
        out.octet(' ');
        disposition(content.disposition());
        out.octet(' ');
        languages(content.language());
        out.octet(' ').nstring(content.location());
    }

    private void disposition(Optional<Disposition> disposition) throws IOException {
        if (disposition.isEmpty()) {
            out.nil();
            return;
        }
        out.octet('(').string(Ascii.upper(disposition.get().kind())).octet(' ');
        parameters(disposition.get().parameters());
        out.octet(')');
    }

    private void languages(List<String> tags) throws IOException {
        if (tags.isEmpty()) {
            out.nil();
            return;
        }
        char before = '(';
        for (String tag : tags) {
            out.octet(before).string(tag);
            before = ' ';
        }
        out.octet(')');
    }

    private void parameters(Parameters parameters) throws IOException {
        if (parameters.isEmpty()) {
            out.nil();
            return;
        }
        char before = '(';
        for (Parameters.Parameter parameter : parameters.joined()) {
            out.octet(before).string(Ascii.upper(parameter.name())).octet(' ').string(parameter.value());
            before = ' ';
        }
        out.octet(')');
    }
}
