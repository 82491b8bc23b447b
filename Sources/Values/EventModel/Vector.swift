package import JSONText

/// The behaviour of a profile at one alert: the input of scoring (`eyrie.vectors.v1`).
package struct Vector: SubjectPayload {
    /// Which alert it is about, of whom, when and what.
    package let subject: Subject
    /// The version of the feature list, such as `falco-features-1`.
    package let features: String
    /// One value a feature, in the order of the list.
    package let values: [Milli]

    package init(subject: Subject, features: String, values: [Milli]) {
        self.subject = subject
        self.features = features
        self.values = values
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Vector")
        guard try reader.int64("vector") == 1 else { throw reader.bad("vector", "version 1") }
        subject = try Subject(from: reader)
        features = try reader.string("features")
        let array = try reader.required("values")
        guard array.kind == .array else { throw reader.bad("values", "an array") }
        guard let values = Milli.array(array) else { throw reader.bad("values", "an array of decimals within range") }
        self.values = values
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("vector", 1)
        subject.writeMembers(into: &writer)
        writer.member("features", features)
        writer.member("values", values)
        subject.writeFacts(into: &writer)
        writer.endObject()
    }
}
