package org.stagepost.msa;

import java.util.List;
import java.util.Optional;
import org.stagepost.mail.Envelope;
import org.stagepost.mail.Message;
import org.stagepost.mail.Recipient;
import org.stagepost.mail.Reply;
import org.stagepost.net.Endpoint;
import org.stagepost.smtp.Replies;
import org.stagepost.smtp.server.Client;
import org.stagepost.smtp.server.Peer;
import org.stagepost.smtp.server.Receipt;
import org.stagepost.smtp.server.Receiver;

/**
 * Takes mail at one place from devices that are listed, without a login: each under its one sender, to whom it may. Whoever else
 * comes hears so before the greeting (RFC 5321 3.1). An address proves little, so none of them is an open relay by default.
 */
final class DeviceReceiver implements Receiver {
    private final Endpoint place;
    private final Devices devices;
    private final Submission submission;

    DeviceReceiver(Endpoint place, Devices devices, Submission submission) {
        this.place = place;
        this.devices = devices;
        this.submission = submission;
    }

    @Override
    public Reply connect(Peer peer) {
        return here(peer).isEmpty() ? SubmissionReplies.STRANGER : Replies.OK;
    }

    @Override
    public Reply mail(Client client, Envelope envelope) {
        List<Device> here = here(client.peer());
        Optional<Device> device = Devices.from(envelope, here);
        if (device.isEmpty()) return here.isEmpty() ? SubmissionReplies.STRANGER : SubmissionReplies.notAs(here);
        boolean open = client.peer().tls().isEmpty();
        if (open && device.get().protection() == Device.Protection.REQUIRED) return SubmissionReplies.TLS_FIRST;
        return submission.mail(devices.sender(device.get()), envelope);
    }

    @Override
    public Reply rcpt(Client client, Envelope soFar, Recipient recipient) {
        Optional<Device> device = device(client, soFar);
        if (device.isEmpty()) return SubmissionReplies.STRANGER;
        if (!devices.mayReach(device.get(), recipient.address())) return SubmissionReplies.NOT_FOR_DEVICES;
        if (soFar.recipients().size() >= device.get().maxRecipients()) return Replies.TOO_MANY_RECIPIENTS;
        return submission.rcpt(devices.sender(device.get()), soFar, recipient);
    }

    @Override
    public Receipt data(Client client, Envelope envelope, Message message) {
        return device(client, envelope)
                .map(device -> submission.data(devices.sender(device), client, envelope, message))
                .orElseGet(() -> Receipt.all(envelope, SubmissionReplies.STRANGER));
    }

    /** Asked again for each command: the list may have changed meanwhile. */
    private Optional<Device> device(Client client, Envelope envelope) {
        return Devices.from(envelope, here(client.peer()));
    }

    private List<Device> here(Peer peer) {
        return peer.way() == Peer.Way.TCP ? devices.at(place, peer.address()) : List.of();
    }
}
