package import JSONText

/// The contribution of one feature to a score.
package struct Contribution: Payload {
    /// The feature's name in the list that the model was trained on.
    package let feature: String
    /// The value that was seen.
    package let value: Milli
    /// The usual value, as the model has it.
    package let baseline: Milli
    /// The part of the score that this feature explains, 0 to 1.
    package let share: Milli

    package init(feature: String, value: Milli, baseline: Milli, share: Milli) {
        self.feature = feature
        self.value = value
        self.baseline = baseline
        self.share = share
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Contribution")
        feature = try reader.string("feature")
        value = try reader.milli("value")
        baseline = try reader.milli("baseline")
        share = try reader.milli("share")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("feature", feature)
        writer.member("value", value)
        writer.member("baseline", baseline)
        writer.member("share", share)
        writer.endObject()
    }
}
