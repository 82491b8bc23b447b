package import EventModel
package import JSONText

/// A request to the log's owner to append a control: an action and its author.
///
/// It is a ``Control`` whose id and time are left to the owner; both are zero on the wire.
package struct ControlRequest: Payload {
    package let by: String
    package let action: Control.Action

    package init(by: String, action: Control.Action) {
        self.by = by
        self.action = action
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let control = try Control(from: view)
        by = control.by
        action = control.action
    }

    package func write(into writer: inout JSONWriter) {
        let nobody = Digest([UInt8](repeating: 0, count: Digest.byteCount)).eventID
        Control(id: nobody, at: Timestamp(nanoseconds: 0), by: by, action: action).write(into: &writer)
    }
}
