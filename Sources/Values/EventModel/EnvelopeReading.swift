import JSONText

/// How the bridge read an alert, in an envelope's member `reading`; it stands there when something is out of the ordinary.
struct EnvelopeReading {
    /// How the alert was found in the received bytes.
    var form = AlertForm.plain
    /// Which of several events with the same bytes it is; nil for the first.
    var occurrence: Occurrence?

    init(form: AlertForm = .plain, occurrence: Occurrence? = nil) {
        self.form = form
        self.occurrence = occurrence
    }

    /// Reads the member.
    ///
    /// - Throws: `badValue` for a form that this version does not know, `missingMember` for half an occurrence.
    init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "EnvelopeReading")
        if let text = try reader.optionalString("form") {
            guard let form = AlertForm(rawValue: text) else { throw reader.bad("form", "a form that is known") }
            self.form = form
        }
        if reader.optional("ordinal") != nil {
            occurrence = Occurrence(door: try reader.string("door"), ordinal: try reader.uint64("ordinal"))
        }
    }

    /// Writes the member, nothing when there is nothing to say.
    func write(into writer: inout JSONWriter) {
        guard form != .plain || occurrence != nil else { return }
        writer.beginObject("reading")
        if form != .plain {
            writer.member("form", form.rawValue)
        }
        if let occurrence {
            writer.member("door", occurrence.door)
            writer.member("ordinal", occurrence.ordinal)
        }
        writer.endObject()
    }
}
