#ifndef STATISTICS_H
#define STATISTICS_H

/* Sorts the values and gives the one in the middle. */
double median(double *values, int count);

/* Sorts the values and gives the interval that holds their true median with 95 % confidence, whatever their distribution. */
void median_interval(double *values, int count, double *low, double *high);

#endif
