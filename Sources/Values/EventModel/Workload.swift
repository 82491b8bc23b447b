import JSONText

/// The workload that a pod belongs to, when Falco's fields do not name the owner: its name without what Kubernetes adds.
///
/// Sources: k8s.io/apimachinery/pkg/util/rand (`String`: five characters of the safe alphabet; `SafeEncodeString`
/// maps the decimal digits of the template's hash to `456789bcdf`), controllers of Deployment, ReplicaSet, DaemonSet,
/// Job (`<owner>-xxxxx`), CronJob (`<name>-<minutes since 1970>`, before 1.21 seconds) and StatefulSet
/// (`<name>-<ordinal>`). A name that merely looks like one cannot be told apart; words of five safe letters that are
/// common in names are known as such. The index of an Indexed Job stays. What batch systems add is in ``RunName``.
package enum Workload {
    /// Letters that make five of the safe alphabet without being random.
    private static let words: [StaticString] = [
        "dhcpd", "grpcs", "html5", "http2", "httpd", "https", "mqtts", "mssql", "nfsv4", "pgsql", "snmpd",
    ]

    /// Hands the part of a pod's name that its owner's or its batch system's name is to the body.
    ///
    /// - Parameters:
    ///   - pod: A pod's name.
    ///   - isContainer: Whether the container has that name; of some batch systems it alone tells the pods.
    ///   - body: What to do with the name, which is never empty unless the pod's is; it must not let it escape.
    /// - Returns: What the body returns.
    package static func withName<Result>(
        ofPod pod: UnsafeRawBufferPointer,
        inContainer isContainer: (StaticString) -> Bool = { _ in false },
        _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        let rest = cutting(pod, where: isGenerated)
        if let rest {
            if let owner = cutting(rest, where: isTemplateHash) { return body(owner) }
            if let owner = cutting(rest, where: isScheduledTime) { return body(owner) }
        }
        if let run = RunName(pod, withoutGenerated: rest, inContainer: isContainer) { return run.withName(body) }
        guard var rest else { return body(cutting(pod, where: isOrdinal) ?? pod) }
        // A Job that was itself made of a prefix, and runners of the same kind.
        while let shorter = cutting(rest, where: isGenerated) {
            rest = shorter
        }
        return body(rest)
    }

    /// Returns the name of a collector's host without what a roll-out of its pod makes new.
    ///
    /// A number stays: hosts are numbered, and the collector of plugins is a pod of a Deployment or a host.
    static func collector(_ name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard let rest = cutting(name, where: isGenerated) else { return name }
        return cutting(rest, where: isTemplateHash) ?? rest
    }

    /// Returns the part of a ReplicaSet's name that its Deployment's name is.
    package static func name(ofReplicaSet name: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        cutting(name, where: isTemplateHash) ?? name
    }

    /// Returns a copy of the part of a pod's name that its owner's or its batch system's name is.
    package static func name(ofPod pod: String, inContainer container: String = "") -> String {
        var pod = pod
        return pod.withUTF8 {
            withName(
                ofPod: UnsafeRawBufferPointer($0),
                inContainer: { "\($0)" == container }
            ) { String(decoding: $0, as: UTF8.self) }
        }
    }

    /// Returns the part before the last hyphen if the part after it matches.
    @inline(__always)
    static func cutting(
        _ name: UnsafeRawBufferPointer,
        where isSuffix: (UnsafeRawBufferPointer) -> Bool
    ) -> UnsafeRawBufferPointer? {
        guard let hyphen = name.lastIndex(of: 0x2D), hyphen > 0,
            isSuffix(UnsafeRawBufferPointer(rebasing: name[(hyphen + 1)...]))
        else { return nil }
        return UnsafeRawBufferPointer(rebasing: name[..<hyphen])
    }

    /// Five characters of `bcdfghjklmnpqrstvwxz2456789` that are no word.
    static func isGenerated(_ suffix: UnsafeRawBufferPointer) -> Bool {
        guard suffix.count == 5 else { return false }
        for character in suffix {
            switch character {
            case 0x61, 0x65, 0x69, 0x6F, 0x75, 0x79: return false  // a e i o u y
            case 0x62...0x7A, 0x32, 0x34...0x39: continue
            default: return false
            }
        }
        return !isWord(suffix)
    }

    /// Whether five letters are a word that is common in names.
    static func isWord(_ suffix: UnsafeRawBufferPointer) -> Bool {
        words.contains { suffix.equals($0) }
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
