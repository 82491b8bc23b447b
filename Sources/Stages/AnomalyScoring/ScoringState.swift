package import EventModel
package import JSONText

/// The state of scoring for one profile: how many of its vectors it has seen.
package struct ScoringState: Payload {
    /// Vectors seen, counted up to the needed ones and then no further; at least 0.
    ///
    /// It stops so that the state of a settled profile no longer changes and costs no changelog record.
    package var learned: Int

    /// Makes a state.
    package init(learned: Int) {
        self.learned = learned
    }

    package init(from view: JSONView) throws(PayloadFault) {
        learned = try MemberReader(view, of: "ScoringState").count("learned")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("learned", learned)
        writer.endObject()
    }
}
