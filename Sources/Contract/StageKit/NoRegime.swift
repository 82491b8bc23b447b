package import EventModel
package import JSONText

/// The regime of a stage that no control changes.
package struct NoRegime: Payload {
    package init() {}

    package init(from view: JSONView) throws(PayloadFault) {
        _ = try MemberReader(view, of: "NoRegime")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.endObject()
    }
}
