package import EventModel
package import JSONText

/// The settled dead letters, and the refused ones with the reason.
package struct DeadLetterAnswer: Payload {
    /// A refused letter.
    package struct Refusal: Sendable, Equatable {
        /// Coordinates, or the place when there is no letter.
        package let letter: String
        package let reason: String

        package init(_ letter: String, _ reason: String) {
            self.letter = letter
            self.reason = reason
        }
    }

    /// Coordinates of the letters that were settled.
    package var done: [String] = []
    package var refused: [Refusal] = []

    package init() {}

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "DeadLetterAnswer")
        done = Array(try reader.texts("done"))
        for element in try reader.elements("refused") {
            let refusal = try MemberReader(element, of: "DeadLetterAnswer.Refusal")
            refused.append(Refusal(try refusal.string("letter"), try refusal.string("reason")))
        }
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("done")
        writer.texts(TextList(done))
        writer.key("refused")
        writer.beginArray()
        for refusal in refused {
            writer.beginObject()
            writer.key("letter")
            writer.string(refusal.letter)
            writer.key("reason")
            writer.string(refusal.reason)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
