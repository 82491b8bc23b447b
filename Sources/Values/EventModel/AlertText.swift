import JSONText

/// What a field's text means: put right, or nothing when it means that Falco did not know.
enum AlertText {
    /// How many bytes a text may grow by when it is put right; only the source's does.
    static let slack = 16

    /// Looks at the text of a field and returns how much of it counts; 0 when it means "unknown".
    ///
    /// - Parameters:
    ///   - field: The raw value of an `AlertField`.
    ///   - text: The text, with room for eight more bytes behind it.
    /// - Returns: The length of what stands there now.
    @inline(__always)
    static func known(_ field: UInt8, _ text: UnsafeMutableRawBufferPointer) -> Int {
        switch text.count {
        case 0: return field == AlertField.source.rawValue ? put("syscall", text) : 0
        case 2: return isUser(field) && equal(text, "-1") ? 0 : 2
        case 4:
            return equal(text, "<NA>") || (isContainer(field) && equal(text, "host")) ? unknown(field, text) : 4
        case 8 where field == AlertField.source.rawValue:
            return equal(text, "syscalls") ? 7 : equal(text, "k8saudit") ? put("k8s_audit", text) : 8
        case 10: return isUser(field) && equal(text, "4294967295") ? 0 : 10
        default: return text.count
        }
    }

    /// A sender that names no source is an old Falco, whose only source was system calls.
    private static func unknown(_ field: UInt8, _ text: UnsafeMutableRawBufferPointer) -> Int {
        field == AlertField.source.rawValue ? put("syscall", text) : 0
    }

    private static func put(_ name: StaticString, _ text: UnsafeMutableRawBufferPointer) -> Int {
        text.baseAddress?.copyMemory(from: name.utf8Start, byteCount: name.utf8CodeUnitCount)
        return name.utf8CodeUnitCount
    }

    private static func equal(_ text: UnsafeMutableRawBufferPointer, _ name: StaticString) -> Bool {
        UnsafeRawBufferPointer(text).equals(name)
    }

    private static func isUser(_ field: UInt8) -> Bool {
        field == AlertField.userUid.rawValue || field == AlertField.userLoginuid.rawValue
            || field == AlertField.procSid.rawValue
    }

    private static func isContainer(_ field: UInt8) -> Bool {
        field == AlertField.containerID.rawValue || field == AlertField.containerName.rawValue
    }
}
