package org.stagepost.mta;

import java.util.List;
import org.stagepost.net.AddressRange;
import org.stagepost.smtp.server.Peer;

/** Who may hand in mail for other people's domains through a listener (RFC 5321 3.6.2). */
sealed interface Relaying {
    boolean permits(Peer peer);

    /** Whether this peer may ask who lives here (RFC 5321 7.3). */
    boolean tells(Peer peer);

    /** Why mail of this peer was taken, for the trace. */
    String reason(Peer peer);

    /** The listener of our own submission stage: whoever could connect, or log in there, is it. */
    record OwnStage() implements Relaying {
        @Override
        public boolean permits(Peer peer) {
            return true;
        }

        @Override
        public boolean tells(Peer peer) {
            return false;
        }

        @Override
        public String reason(Peer peer) {
            return "our own submission stage may send anywhere";
        }
    }

    /**
     * The listener for everybody. An address proves little, and behind a container's gateway nothing at all, so no
     * network is listed by default, this machine included.
     */
    record From(Permitted permitted) implements Relaying {
        @Override
        public boolean permits(Peer peer) {
            return isOf(permitted.relaying(), peer);
        }

        @Override
        public boolean tells(Peer peer) {
            return isOf(permitted.told(), peer);
        }

        private static boolean isOf(List<AddressRange> networks, Peer peer) {
            return peer.way() == Peer.Way.TCP
                    && networks.stream().anyMatch(network -> network.contains(peer.address()));
        }

        @Override
        public String reason(Peer peer) {
            return permits(peer) ? "its network is listed in mta.networks" : "for domains of ours";
        }
    }
}
