package import JSONText

/// The facts about an event for a person, in one allocation; each fact may be missing.
///
/// There is room for 16 facts. A fact longer than `maximumBytes` is cut on a UTF-8 border: the whole is in the received
/// bytes.
package struct Facts: Hashable, Sendable {
    /// The most bytes of one fact.
    package static let maximumBytes = 256

    /// The end of each fact in `text`, then a bit for each that is there.
    private var ends: InlineArray<16, UInt16>
    private var presence: UInt16
    private var text: [UInt8]

    /// No facts.
    package init() {
        ends = InlineArray(repeating: 0)
        presence = 0
        text = []
    }

    /// Makes facts of strings; nil is a missing one.
    package init(
        process: String? = nil,
        parent: String? = nil,
        commandLine: String? = nil,
        user: String? = nil,
        file: String? = nil,
        remote: String? = nil,
        container: String? = nil,
        containerName: String? = nil,
        image: String? = nil,
        node: String? = nil,
        verb: String? = nil,
        resource: String? = nil,
        form: String? = nil
    ) {
        self.init()
        let values = [
            process, parent, commandLine, user, file, remote, container, containerName, image, node, verb,
            resource, form,
        ]
        for field in FactField.allCases {
            guard var value = values[Int(field.rawValue)] else { continue }
            value.withUTF8 { append(field, UnsafeRawBufferPointer($0)) }
        }
    }

    /// Sets a fact that comes after all that are there, in the order of `FactField`.
    ///
    /// - Parameters:
    ///   - field: Which fact; behind every fact that was set.
    ///   - utf8: Valid UTF-8; cut at `maximumBytes`.
    mutating func append(_ field: FactField, _ utf8: UnsafeRawBufferPointer) {
        precondition(presence >> field.rawValue == 0, "facts are set in their order")
        text.append(contentsOf: Self.cut(utf8))
        presence |= 1 << UInt16(field.rawValue)
        let end = UInt16(text.count)
        for index in Int(field.rawValue)..<ends.count {
            ends[index] = end
        }
    }

    /// Returns as much of a text as one fact holds.
    static func cut(_ utf8: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard utf8.count > maximumBytes else { return utf8 }
        var end = maximumBytes
        while end > 0, utf8[end] & 0xC0 == 0x80 {
            end -= 1
        }
        return UnsafeRawBufferPointer(rebasing: utf8[..<end])
    }

    /// Makes room for that many bytes of facts.
    mutating func reserve(_ bytes: Int) {
        text.reserveCapacity(bytes)
    }

    /// Hands the UTF-8 bytes of a fact to the body, which must not let them escape; nil when it is missing.
    package func withBytes<Result>(of field: FactField, _ body: (UnsafeRawBufferPointer) -> Result) -> Result? {
        guard presence >> field.rawValue & 1 == 1 else { return nil }
        let index = Int(field.rawValue)
        let range = (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index])
        return text.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[range])) }
    }

    /// A copy of a fact; nil when it is missing.
    package subscript(field: FactField) -> String? {
        withBytes(of: field) { String(decoding: $0, as: UTF8.self) }
    }

    /// The process's name.
    package var process: String? { self[.process] }
    /// The parent process's name.
    package var parent: String? { self[.parent] }
    /// The command line.
    package var commandLine: String? { self[.commandLine] }
    /// The user's name, else the user's number.
    package var user: String? { self[.user] }
    /// The file or the descriptor's name.
    package var file: String? { self[.file] }
    /// The remote end as `address:port`.
    package var remote: String? { self[.remote] }
    /// The container's id.
    package var container: String? { self[.container] }
    /// The container's name.
    package var containerName: String? { self[.containerName] }
    /// The image as `repository[:tag]`.
    package var image: String? { self[.image] }
    /// The host that Falco runs on.
    package var node: String? { self[.node] }
    /// What a plugin's event did.
    package var verb: String? { self[.verb] }
    /// What a plugin's event did it to.
    package var resource: String? { self[.resource] }

    /// `text` or `rescued` when the alert may be forged (``AlertForm``); nil when its sender wrote it as a whole.
    package var form: String? { self[.form] }

    package static func == (left: Facts, right: Facts) -> Bool {
        left.presence == right.presence && left.text == right.text
            && left.ends.indices.allSatisfy { left.ends[$0] == right.ends[$0] }
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(presence)
        hasher.combine(text)
    }
}

extension Facts: Payload {
    package init(from view: JSONView) throws(PayloadFault) {
        self.init()
        reserve(Self.maximumBytes)
        try Self.visit(view) { append($0, $1) }
    }

    /// Hands each fact of a JSON object to the body in the order of `FactField`, whatever order they are in.
    static func visit(
        _ view: JSONView,
        _ body: (FactField, UnsafeRawBufferPointer) -> Void
    ) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Facts")
        var fault: PayloadFault?
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: FactField.capacity) { positions in
            guard let positions = positions.baseAddress else { return }
            var locations = JSONLocations()
            view.locate(FactField.table, into: positions, &locations)
            for field in FactField.allCases where locations.found.contains(field.rawValue) {
                let member = view.value(at: positions[Int(field.rawValue)])
                if let bytes = member.stringBytes {
                    body(field, bytes)
                } else if !member.isNull {
                    fault = reader.bad(field.key, "a string")
                    return
                }
            }
        }
        if let fault { throw fault }
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        for field in FactField.allCases where presence >> field.rawValue & 1 == 1 {
            _ = withBytes(of: field) { writer.member(field.key, utf8: $0) }
        }
        writer.endObject()
    }
}
