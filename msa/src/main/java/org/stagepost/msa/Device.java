package org.stagepost.msa;

import java.net.InetAddress;
import java.util.List;
import org.stagepost.mail.Address;
import org.stagepost.mail.Domain;
import org.stagepost.mail.SyntaxException;
import org.stagepost.net.AddressRange;
import org.stagepost.net.Endpoint;

/**
 * A scanner, printer or old program that cannot log in: known by where it speaks from, and bound to one sender.
 *
 * @param name in replies, log and trace
 * @param networks it speaks from
 * @param listen where it is listened to; several devices may share a place
 * @param sender the one address that it sends as
 * @param maxRecipients of one message
 */
public record Device(
        String name,
        List<AddressRange> networks,
        List<Endpoint> listen,
        Protection protection,
        Address sender,
        Reach reach,
        int maxRecipients,
        Allotment allotment) {
    public Device {
        networks = List.copyOf(networks);
        listen = List.copyOf(listen);
    }

    /** Whether it has to speak TLS. */
    public enum Protection {
        NONE,
        IF_OFFERED,
        REQUIRED;

        static Protection parse(String text) throws SyntaxException {
            return switch (text) {
                case "none" -> NONE;
                case "if-offered" -> IF_OFFERED;
                case "required" -> REQUIRED;
                default -> throw new SyntaxException("is none, if-offered or required");
            };
        }

        @Override
        public String toString() {
            return switch (this) {
                case NONE -> "none";
                case IF_OFFERED -> "if-offered";
                case REQUIRED -> "required";
            };
        }
    }

    /** Where it may send: to domains of ours, to listed ones, or anywhere. */
    public sealed interface Reach {
        record Ours() implements Reach {
            @Override
            public String toString() {
                return "ours";
            }
        }

        record Listed(List<Domain> domains) implements Reach {
            public Listed {
                domains = List.copyOf(domains);
            }
        }

        record Anywhere() implements Reach {}
    }

    boolean speaksFrom(InetAddress address) {
        return networks.stream().anyMatch(network -> network.contains(address));
    }
}
