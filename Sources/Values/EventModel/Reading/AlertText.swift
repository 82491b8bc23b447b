import JSONText

/// The meaning of a field's text: normalized, or nothing when it means that Falco did not know.
enum AlertText {
    /// How many bytes the text of a source takes that is put right.
    static let slack = 16
    /// The most bytes of a text that means something else.
    static let longestSpecial: UInt32 = 10

    /// Returns whether a text means that its field is not known.
    @inline(__always)
    static func isUnknown(_ field: UInt8, _ text: UnsafeRawBufferPointer) -> Bool {
        switch text.count {
        case 0: true
        case 2: isUser(field) && text.equals("-1")
        case 4: text.equals("<NA>") || (isContainer(field) && text.equals("host"))
        case 10: isUser(field) && text.equals("4294967295")
        default: false
        }
    }

    /// Returns the name of a source that is missing or has another spelling; nil when it is one as it is.
    ///
    /// A sender that names no source is an old Falco, whose only source was system calls.
    static func source(_ text: UnsafeRawBufferPointer) -> StaticString? {
        switch text.count {
        case 0: "syscall"
        case 4: text.equals("<NA>") ? "syscall" : nil
        case 8: text.equals("syscalls") ? "syscall" : text.equals("k8saudit") ? "k8s_audit" : nil
        default: nil
        }
    }

    private static func isUser(_ field: UInt8) -> Bool {
        field == AlertField.userUid.rawValue || field == AlertField.userLoginuid.rawValue
            || field == AlertField.procSid.rawValue
    }

    private static func isContainer(_ field: UInt8) -> Bool {
        field == AlertField.containerID.rawValue || field == AlertField.containerName.rawValue
    }
}
