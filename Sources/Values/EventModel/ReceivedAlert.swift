package import JSONText

/// An alert's envelope as features read it: which event it is of whom, and the fields that something is decided by.
///
/// It is read from the same bytes as an `AlertEnvelope` and refused for the same faults, in the same words. The
/// received bytes, the names of tenant, cluster, door and sender, the labels and `AlertField.undecided` are omitted.
package struct ReceivedAlert: TimedInput {
    package static var payloadName: String { AlertEnvelope.payloadName }

    /// Which event it is, of whom, when and what.
    package let subject: Subject
    /// The alert without the fields that nothing is decided by.
    package let alert: Alert

    package var eventTime: Timestamp { alert.time }

    package init(from view: JSONView) throws(PayloadFault) {
        let members = try EnvelopeMembers(view, fields: AlertField.decided)
        alert = members.alert
        subject = Subject(
            event: members.id,
            profile: members.profile,
            entity: members.entity,
            of: members.alert
        )
    }

    /// Takes what features read of an envelope, with all fields of its alert.
    package init(_ envelope: AlertEnvelope) {
        alert = envelope.alert
        var (profile, entity) = (envelope.profile.rawValue, envelope.entity.rawValue)
        subject = profile.withUTF8 { profile in
            entity.withUTF8 { entity in
                Subject(
                    event: envelope.id,
                    profile: UnsafeRawBufferPointer(profile),
                    entity: UnsafeRawBufferPointer(entity),
                    of: envelope.alert
                )
            }
        }
    }
}
