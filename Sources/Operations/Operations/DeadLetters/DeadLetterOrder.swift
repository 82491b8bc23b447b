package import EventModel
package import JSONText

/// An order to the log's owner about dead letters.
package struct DeadLetterOrder: Payload {
    /// The most letters of one order.
    package static let maximumCount = 500

    package let action: LetterFate.Action
    /// The author.
    package let by: String
    package let places: [LetterPlace]

    package init(_ action: LetterFate.Action, by: String, places: [LetterPlace]) {
        self.action = action
        self.by = by
        self.places = places
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "DeadLetterOrder")
        guard let action = LetterFate.Action(rawValue: try reader.string("order")) else {
            throw reader.bad("order", "an order that this version knows")
        }
        self.action = action
        by = try reader.string("by")
        var places: [LetterPlace] = []
        for text in try reader.texts("places") {
            guard let place = LetterPlace(text) else { throw reader.bad("places", "a list of partition/offset") }
            places.append(place)
        }
        guard places.count <= Self.maximumCount else {
            throw reader.bad("places", "a list of at most \(Self.maximumCount) places")
        }
        self.places = places
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("order")
        writer.string(action.rawValue)
        writer.key("by")
        writer.string(by)
        writer.key("places")
        writer.texts(TextList(places.map(\.description)))
        writer.endObject()
    }
}
