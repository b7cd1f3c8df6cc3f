package org.stagepost.mailstore;

/** What makes a repeated delivery land on itself: the id the message has at its queue, and the recipient there. */
public record DeliveryKey(String text) {}
