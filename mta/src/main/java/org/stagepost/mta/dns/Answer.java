package org.stagepost.mta.dns;

import java.util.List;
import org.xbill.DNS.Record;

/** What came of one question to the DNS. Four results that mean different things for mail, where the library mixes exceptions and lists. */
sealed interface Answer {
    /** At least one record of the type asked for, aliases followed. */
    record Records(List<Record> records) implements Answer {}

    /** The name exists, without records of this type. */
    record NoData() implements Answer {}

    /** The name does not exist: NXDOMAIN. */
    record NoSuchName() implements Answer {}

    /** SERVFAIL, no answer in time, or an answer that makes no sense. */
    record Failed(String why) implements Answer {}

    default List<Record> orNone() {
        return this instanceof Records(List<Record> records) ? records : List.of();
    }
}
