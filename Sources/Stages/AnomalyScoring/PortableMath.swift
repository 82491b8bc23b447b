/// Logarithm and power functions in plain IEEE 754 operations, whose bits do not depend on the processor.
///
/// The C library's `log` and `exp` take another path where the processor has fused multiply-add and differ in the last
/// bits, which would make a replay elsewhere another result. These use only +, -, *, / in a fixed order; the error
/// stays below 1e-14 over the ranges used here (tested), far finer than the thousandths that are published.
package enum PortableMath {
    /// The natural logarithm of two.
    private static let ln2 = 0.693147180559945309417232121458

    /// The natural logarithm of ten.
    private static let ln10 = 2.302585092994045684017991454684

    /// Returns the natural logarithm of a finite number above zero.
    ///
    /// ln(m * 2^k) = k ln 2 + 2 artanh((m - 1) / (m + 1)), m in [0.7, 1.42).
    package static func naturalLogarithm(_ number: Double) -> Double {
        precondition(number > 0 && number.isFinite, "a logarithm needs a finite number above zero")
        var exponent = Double(number.exponent)
        var mantissa = number.significand
        if mantissa > 1.414_213_562_373_095 {
            mantissa /= 2
            exponent += 1
        }
        let ratio = (mantissa - 1) / (mantissa + 1)
        let square = ratio * ratio
        // |ratio| < 0.172, so the 13th term is below 1e-20.
        var sum = 0.0
        var divisor = 27.0
        while divisor >= 1 {
            sum = sum * square + 1 / divisor
            divisor -= 2
        }
        return exponent * ln2 + 2 * ratio * sum
    }

    /// Returns the decimal logarithm of a finite number above zero.
    package static func decimalLogarithm(_ number: Double) -> Double {
        naturalLogarithm(number) / ln10
    }

    /// Returns two to the power of a number in -1000...1000.
    package static func powerOfTwo(_ exponent: Double) -> Double {
        precondition(exponent >= -1000 && exponent <= 1000, "the power leaves the range of normal numbers")
        var whole = Int(exponent)
        if Double(whole) > exponent { whole -= 1 }
        let part = (exponent - Double(whole)) * ln2
        // Taylor's series of e^part, part in [0, 0.694): the 19th term is below 1e-19.
        var sum = 1.0
        var divisor = 18.0
        while divisor >= 1 {
            sum = sum * part / divisor + 1
            divisor -= 1
        }
        return sum * Double(sign: .plus, exponent: whole, significand: 1)
    }
}
