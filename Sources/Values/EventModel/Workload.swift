import JSONText

/// The workload that a pod belongs to, when Falco's fields do not name the owner: its name without what Kubernetes adds.
///
/// Sources: k8s.io/apimachinery/pkg/util/rand (`String`: five characters of the safe alphabet; `SafeEncodeString`
/// maps the decimal digits of the template's hash to `456789bcdf`), controllers of Deployment, ReplicaSet, DaemonSet,
/// Job (`<owner>-xxxxx`), CronJob (`<name>-<minutes since 1970>`, before 1.21 seconds) and StatefulSet
/// (`<name>-<ordinal>`). A name that merely looks like one cannot be told apart; words of five safe letters that are
/// common in names are known as such. The index of an Indexed Job stays.
package enum Workload {
    /// Letters that make five of the safe alphabet without being random.
    private static let words: [StaticString] = [
        "dhcpd", "httpd", "https", "mqtts", "mssql", "pgsql", "snmpd",
    ]

    /// Returns the part of a pod's name that its owner's name is.
    ///
    /// - Parameter pod: A pod's name.
    /// - Returns: A prefix of it, never empty unless the name is.
    package static func name(ofPod pod: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        if let rest = cutting(pod, where: isGenerated) {
            if let owner = cutting(rest, where: isTemplateHash) { return owner }
            if let owner = cutting(rest, where: isScheduledTime) { return owner }
            return rest
        }
        return cutting(pod, where: isOrdinal) ?? pod
    }

    /// Returns the part of a ReplicaSet's name that its Deployment's name is.
    package static func name(ofReplicaSet name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        cutting(name, where: isTemplateHash) ?? name
    }

    /// Returns a copy of the part of a pod's name that its owner's name is.
    package static func name(ofPod pod: String) -> String {
        var pod = pod
        return pod.withUTF8 { String(decoding: name(ofPod: UnsafeRawBufferPointer($0)), as: UTF8.self) }
    }

    /// Returns what is before the last hyphen when what is behind it is what is looked for.
    @inline(__always)
    private static func cutting(
        _ name: UnsafeRawBufferPointer,
        where isSuffix: (UnsafeRawBufferPointer) -> Bool
    ) -> UnsafeRawBufferPointer? {
        guard let hyphen = name.lastIndex(of: 0x2D), hyphen > 0,
            isSuffix(UnsafeRawBufferPointer(rebasing: name[(hyphen + 1)...]))
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: name[..<hyphen])
    }

    /// Five characters of `bcdfghjklmnpqrstvwxz2456789` that are no word.
    private static func isGenerated(_ suffix: UnsafeRawBufferPointer) -> Bool {
        guard suffix.count == 5 else { return false }
        for character in suffix {
            switch character {
            case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: return false  // a e i o u y
            case 0x62...0x7A, 0x32, 0x34...0x39: continue
            default: return false
            }
        }
        for word in words where suffix.equals(word) {
            return false
        }
        return true
    }

    /// Six to ten encoded digits of a 32-bit hash; before Kubernetes 1.8 the digits themselves, nine or ten.
    private static func isTemplateHash(_ suffix: UnsafeRawBufferPointer) -> Bool {
        guard 6...10 ~= suffix.count else { return false }
        for character in suffix {
            switch character {
            case 0x34...0x39, 0x62, 0x63, 0x64, 0x66: continue
            default: return false
            }
        }
        return true
    }

    /// Minutes since 1970 (eight digits from 1989 to 2160), or seconds or an old decimal hash (nine or ten).
    private static func isScheduledTime(_ suffix: UnsafeRawBufferPointer) -> Bool {
        8...10 ~= suffix.count && suffix.allSatisfy { 0x30...0x39 ~= $0 }
    }

    /// A StatefulSet's ordinal: up to three digits without a leading zero.
    private static func isOrdinal(_ suffix: UnsafeRawBufferPointer) -> Bool {
        1...3 ~= suffix.count && suffix.allSatisfy { 0x30...0x39 ~= $0 } && (suffix.count == 1 || suffix[0] != 0x30)
    }
}
