"""The two-branch network with K = 3, trained by a kernel written by hand in unrolled code.

Every weight is a local variable, one function is a whole epoch, and nothing that training
needs not is computed. The arithmetic is the plain engine's, operation by operation, so its
bits are the same: sums go from left to right, and the two forms of the sigmoid are kept.
"""

from math import exp

from engine import Matrix, Vector

SIZE = 3

Trained = tuple[tuple[Matrix, Matrix, Matrix], float]


def train_per_sample(
    a: Matrix, b: Matrix, c: Matrix, samples: tuple[Vector, ...], step: float
) -> Trained:
    """An epoch with an update after every sample: the weights after it and the sum of losses."""
    (a_0_0, a_0_1, a_0_2), (a_1_0, a_1_1, a_1_2), (a_2_0, a_2_1, a_2_2) = a
    (b_0_0, b_0_1, b_0_2), (b_1_0, b_1_1, b_1_2), (b_2_0, b_2_1, b_2_2) = b
    (c_0_0, c_0_1, c_0_2), (c_1_0, c_1_1, c_1_2), (c_2_0, c_2_1, c_2_2) = c
    loss = 0.0
    for x_0, x_1, x_2 in samples:
        y_0 = x_0 * a_0_0 + x_1 * a_1_0 + x_2 * a_2_0
        y_1 = x_0 * a_0_1 + x_1 * a_1_1 + x_2 * a_2_1
        y_2 = x_0 * a_0_2 + x_1 * a_1_2 + x_2 * a_2_2
        if y_0 >= 0.0:
            u_0 = 1.0 / (1.0 + exp(-y_0))
        else:
            growth = exp(y_0)
            u_0 = growth / (1.0 + growth)
        if y_1 >= 0.0:
            u_1 = 1.0 / (1.0 + exp(-y_1))
        else:
            growth = exp(y_1)
            u_1 = growth / (1.0 + growth)
        if y_2 >= 0.0:
            u_2 = 1.0 / (1.0 + exp(-y_2))
        else:
            growth = exp(y_2)
            u_2 = growth / (1.0 + growth)
        z_0 = u_0 + (x_0 * b_0_0 + x_1 * b_1_0 + x_2 * b_2_0)
        z_1 = u_1 + (x_0 * b_0_1 + x_1 * b_1_1 + x_2 * b_2_1)
        z_2 = u_2 + (x_0 * b_0_2 + x_1 * b_1_2 + x_2 * b_2_2)
        w_0 = z_0 * c_0_0 + z_1 * c_1_0 + z_2 * c_2_0
        w_1 = z_0 * c_0_1 + z_1 * c_1_1 + z_2 * c_2_1
        w_2 = z_0 * c_0_2 + z_1 * c_1_2 + z_2 * c_2_2
        loss += w_0 * w_0 + w_1 * w_1 + w_2 * w_2
        dw_0 = 2.0 * w_0
        dw_1 = 2.0 * w_1
        dw_2 = 2.0 * w_2
        dz_0 = dw_0 * c_0_0 + dw_1 * c_0_1 + dw_2 * c_0_2
        dz_1 = dw_0 * c_1_0 + dw_1 * c_1_1 + dw_2 * c_1_2
        dz_2 = dw_0 * c_2_0 + dw_1 * c_2_1 + dw_2 * c_2_2
        dy_0 = dz_0 * (u_0 * (1.0 - u_0))
        dy_1 = dz_1 * (u_1 * (1.0 - u_1))
        dy_2 = dz_2 * (u_2 * (1.0 - u_2))
        a_0_0 -= step * (x_0 * dy_0)
        a_0_1 -= step * (x_0 * dy_1)
        a_0_2 -= step * (x_0 * dy_2)
        a_1_0 -= step * (x_1 * dy_0)
        a_1_1 -= step * (x_1 * dy_1)
        a_1_2 -= step * (x_1 * dy_2)
        a_2_0 -= step * (x_2 * dy_0)
        a_2_1 -= step * (x_2 * dy_1)
        a_2_2 -= step * (x_2 * dy_2)
        b_0_0 -= step * (x_0 * dz_0)
        b_0_1 -= step * (x_0 * dz_1)
        b_0_2 -= step * (x_0 * dz_2)
        b_1_0 -= step * (x_1 * dz_0)
        b_1_1 -= step * (x_1 * dz_1)
        b_1_2 -= step * (x_1 * dz_2)
        b_2_0 -= step * (x_2 * dz_0)
        b_2_1 -= step * (x_2 * dz_1)
        b_2_2 -= step * (x_2 * dz_2)
        c_0_0 -= step * (z_0 * dw_0)
        c_0_1 -= step * (z_0 * dw_1)
        c_0_2 -= step * (z_0 * dw_2)
        c_1_0 -= step * (z_1 * dw_0)
        c_1_1 -= step * (z_1 * dw_1)
        c_1_2 -= step * (z_1 * dw_2)
        c_2_0 -= step * (z_2 * dw_0)
        c_2_1 -= step * (z_2 * dw_1)
        c_2_2 -= step * (z_2 * dw_2)
    trained = (
        ((a_0_0, a_0_1, a_0_2), (a_1_0, a_1_1, a_1_2), (a_2_0, a_2_1, a_2_2)),
        ((b_0_0, b_0_1, b_0_2), (b_1_0, b_1_1, b_1_2), (b_2_0, b_2_1, b_2_2)),
        ((c_0_0, c_0_1, c_0_2), (c_1_0, c_1_1, c_1_2), (c_2_0, c_2_1, c_2_2)),
    )
    return trained, loss


def train_batch(
    a: Matrix, b: Matrix, c: Matrix, samples: tuple[Vector, ...], step: float
) -> Trained:
    """An epoch with one update at its end: the weights after it and the sum of losses."""
    (a_0_0, a_0_1, a_0_2), (a_1_0, a_1_1, a_1_2), (a_2_0, a_2_1, a_2_2) = a
    (b_0_0, b_0_1, b_0_2), (b_1_0, b_1_1, b_1_2), (b_2_0, b_2_1, b_2_2) = b
    (c_0_0, c_0_1, c_0_2), (c_1_0, c_1_1, c_1_2), (c_2_0, c_2_1, c_2_2) = c
    da_0_0 = da_0_1 = da_0_2 = 0.0
    da_1_0 = da_1_1 = da_1_2 = 0.0
    da_2_0 = da_2_1 = da_2_2 = 0.0
    db_0_0 = db_0_1 = db_0_2 = 0.0
    db_1_0 = db_1_1 = db_1_2 = 0.0
    db_2_0 = db_2_1 = db_2_2 = 0.0
    dc_0_0 = dc_0_1 = dc_0_2 = 0.0
    dc_1_0 = dc_1_1 = dc_1_2 = 0.0
    dc_2_0 = dc_2_1 = dc_2_2 = 0.0
    loss = 0.0
    for x_0, x_1, x_2 in samples:
        y_0 = x_0 * a_0_0 + x_1 * a_1_0 + x_2 * a_2_0
        y_1 = x_0 * a_0_1 + x_1 * a_1_1 + x_2 * a_2_1
        y_2 = x_0 * a_0_2 + x_1 * a_1_2 + x_2 * a_2_2
        if y_0 >= 0.0:
            u_0 = 1.0 / (1.0 + exp(-y_0))
        else:
            growth = exp(y_0)
            u_0 = growth / (1.0 + growth)
        if y_1 >= 0.0:
            u_1 = 1.0 / (1.0 + exp(-y_1))
        else:
            growth = exp(y_1)
            u_1 = growth / (1.0 + growth)
        if y_2 >= 0.0:
            u_2 = 1.0 / (1.0 + exp(-y_2))
        else:
            growth = exp(y_2)
            u_2 = growth / (1.0 + growth)
        z_0 = u_0 + (x_0 * b_0_0 + x_1 * b_1_0 + x_2 * b_2_0)
        z_1 = u_1 + (x_0 * b_0_1 + x_1 * b_1_1 + x_2 * b_2_1)
        z_2 = u_2 + (x_0 * b_0_2 + x_1 * b_1_2 + x_2 * b_2_2)
        w_0 = z_0 * c_0_0 + z_1 * c_1_0 + z_2 * c_2_0
        w_1 = z_0 * c_0_1 + z_1 * c_1_1 + z_2 * c_2_1
        w_2 = z_0 * c_0_2 + z_1 * c_1_2 + z_2 * c_2_2
        loss += w_0 * w_0 + w_1 * w_1 + w_2 * w_2
        dw_0 = 2.0 * w_0
        dw_1 = 2.0 * w_1
        dw_2 = 2.0 * w_2
        dz_0 = dw_0 * c_0_0 + dw_1 * c_0_1 + dw_2 * c_0_2
        dz_1 = dw_0 * c_1_0 + dw_1 * c_1_1 + dw_2 * c_1_2
        dz_2 = dw_0 * c_2_0 + dw_1 * c_2_1 + dw_2 * c_2_2
        dy_0 = dz_0 * (u_0 * (1.0 - u_0))
        dy_1 = dz_1 * (u_1 * (1.0 - u_1))
        dy_2 = dz_2 * (u_2 * (1.0 - u_2))
        da_0_0 += x_0 * dy_0
        da_0_1 += x_0 * dy_1
        da_0_2 += x_0 * dy_2
        da_1_0 += x_1 * dy_0
        da_1_1 += x_1 * dy_1
        da_1_2 += x_1 * dy_2
        da_2_0 += x_2 * dy_0
        da_2_1 += x_2 * dy_1
        da_2_2 += x_2 * dy_2
        db_0_0 += x_0 * dz_0
        db_0_1 += x_0 * dz_1
        db_0_2 += x_0 * dz_2
        db_1_0 += x_1 * dz_0
        db_1_1 += x_1 * dz_1
        db_1_2 += x_1 * dz_2
        db_2_0 += x_2 * dz_0
        db_2_1 += x_2 * dz_1
        db_2_2 += x_2 * dz_2
        dc_0_0 += z_0 * dw_0
        dc_0_1 += z_0 * dw_1
        dc_0_2 += z_0 * dw_2
        dc_1_0 += z_1 * dw_0
        dc_1_1 += z_1 * dw_1
        dc_1_2 += z_1 * dw_2
        dc_2_0 += z_2 * dw_0
        dc_2_1 += z_2 * dw_1
        dc_2_2 += z_2 * dw_2
    a_0_0 -= step * da_0_0
    a_0_1 -= step * da_0_1
    a_0_2 -= step * da_0_2
    a_1_0 -= step * da_1_0
    a_1_1 -= step * da_1_1
    a_1_2 -= step * da_1_2
    a_2_0 -= step * da_2_0
    a_2_1 -= step * da_2_1
    a_2_2 -= step * da_2_2
    b_0_0 -= step * db_0_0
    b_0_1 -= step * db_0_1
    b_0_2 -= step * db_0_2
    b_1_0 -= step * db_1_0
    b_1_1 -= step * db_1_1
    b_1_2 -= step * db_1_2
    b_2_0 -= step * db_2_0
    b_2_1 -= step * db_2_1
    b_2_2 -= step * db_2_2
    c_0_0 -= step * dc_0_0
    c_0_1 -= step * dc_0_1
    c_0_2 -= step * dc_0_2
    c_1_0 -= step * dc_1_0
    c_1_1 -= step * dc_1_1
    c_1_2 -= step * dc_1_2
    c_2_0 -= step * dc_2_0
    c_2_1 -= step * dc_2_1
    c_2_2 -= step * dc_2_2
    trained = (
        ((a_0_0, a_0_1, a_0_2), (a_1_0, a_1_1, a_1_2), (a_2_0, a_2_1, a_2_2)),
        ((b_0_0, b_0_1, b_0_2), (b_1_0, b_1_1, b_1_2), (b_2_0, b_2_1, b_2_2)),
        ((c_0_0, c_0_1, c_0_2), (c_1_0, c_1_1, c_1_2), (c_2_0, c_2_1, c_2_2)),
    )
    return trained, loss
