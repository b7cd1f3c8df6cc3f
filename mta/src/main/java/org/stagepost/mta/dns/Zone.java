package org.stagepost.mta.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.stagepost.mail.SyntaxException;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Every name there is, as one zone that begins at the root: what it does not hold does not exist (RFC 1034 4.3.2). */
final class Zone {
    private static final long TTL = 60;
    private static final int MAX_ALIASES = 30;

    private final Map<Name, List<Record>> records = new HashMap<>();

    /**
     * @param text records as in a master file (RFC 1035 5.1), without class and TTL unless wanted; names are absolute
     *     without their last dot: {@code venus.test MX 10 mx.venus.test}
     * @throws SyntaxException naming the line that is no record
     */
    static Zone of(String text) throws SyntaxException {
        Zone zone = new Zone();
        byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
        try (Master master = new Master(new ByteArrayInputStream(octets), Name.root, TTL)) {
            master.disableIncludes();
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                zone.records
                        .computeIfAbsent(record.getName(), name -> new ArrayList<>())
                        .add(record);
            }
        } catch (IOException e) {
            throw new SyntaxException("no DNS record: " + e.getMessage());
        }
        return zone;
    }

    /** The answer to a query: the records asked for behind their aliases, else an SOA that says what is missing. */
    Message answer(Message query) {
        Record question = query.getQuestion();
        Message answer = reply(query, Rcode.NOERROR);
        Name name = question.getName();
        for (int aliases = 0; aliases < MAX_ALIASES; aliases++) {
            List<Record> found = at(name, question.getType());
            found.forEach(record -> answer.addRecord(record, Section.ANSWER));
            if (found.isEmpty()) return without(answer, name);
            if (question.getType() == Type.CNAME || !(found.getFirst() instanceof CNAMERecord alias)) return answer;
            name = alias.getTarget();
        }
        return answer;
    }

    /** An answer without records to this query. */
    static Message reply(Message query, int rcode) {
        Message reply = new Message(query.getHeader().getID());
        Header header = reply.getHeader();
        header.setFlag(Flags.QR);
        header.setFlag(Flags.AA);
        header.setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) header.setFlag(Flags.RD);
        header.setRcode(rcode);
        if (query.getQuestion() != null) reply.addRecord(query.getQuestion(), Section.QUESTION);
        return reply;
    }

    private List<Record> at(Name name, int type) {
        List<Record> all = records.getOrDefault(name, List.of());
        List<Record> asked =
                all.stream().filter(record -> record.getType() == type).toList();
        return asked.isEmpty()
                ? all.stream().filter(CNAMERecord.class::isInstance).toList()
                : asked;
    }

    /** NODATA where the name or one below it holds anything, NXDOMAIN elsewhere (RFC 8020). */
    private Message without(Message answer, Name name) {
        boolean exists = records.keySet().stream().anyMatch(known -> known.subdomain(name));
        if (!exists) answer.getHeader().setRcode(Rcode.NXDOMAIN);
        answer.addRecord(
                new SOARecord(Name.root, DClass.IN, TTL, Name.root, Name.root, 1, 3600, 600, 86400, TTL),
                Section.AUTHORITY);
        return answer;
    }
}
